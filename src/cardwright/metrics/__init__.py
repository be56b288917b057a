"""Numbers about the running service, in the text format of Prometheus.

Imported only where they are wanted: what is in here takes a tenth of a second to load.
"""
