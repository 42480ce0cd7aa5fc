"""Trackers: whoever can be asked where a parcel is, one module each, brought into our own words."""
