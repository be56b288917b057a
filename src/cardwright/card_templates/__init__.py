"""CardTemplate and CardTemplateType: the designs of an account."""
