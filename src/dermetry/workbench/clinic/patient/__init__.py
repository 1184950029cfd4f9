"""The patient page, other sites, plan, treatments, biopsies."""
