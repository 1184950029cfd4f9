"""The edges of dermetry: data of other systems, read into Cases, and their answers compared.

Comes in: SDTM data sets (TU, TR, RS) and tables as CSV.  Goes out: Cases with the days of
their visits, and how given responses compare with the calls made here.  Who calls: the
command line.  One module per standard and data set.
"""
