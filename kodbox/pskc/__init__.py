"""Read, check and take into stock the files of a manufacturer (PSKC, RFC 6030)."""
