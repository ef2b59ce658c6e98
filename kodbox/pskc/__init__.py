"""Manufacturers' files of kodboxes (RFC 6030): read, judged, and taken into stock."""
