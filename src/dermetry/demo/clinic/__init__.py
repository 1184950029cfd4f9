"""The demo clinic: sites, users and fourteen made-up patients, as values.

Comes in: ``clinic.toml`` and, per patient, a case file with its small photographs, both
shipped in this folder.  Goes out: ``DemoClinic`` (``load.load_demo_clinic``), its days moved
so that the clinic is current.  Who calls: the workbench, and the tool that makes the shipped
files from ``stories`` (tools/make_demo_clinic.py).  Nobody in it is real: every photograph is
rendered, every name is invented.
"""
