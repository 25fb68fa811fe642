"""From the directory's records to Open Referral UK 3.0, the other way round from the importer."""
