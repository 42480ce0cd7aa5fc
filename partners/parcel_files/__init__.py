"""Files of parcels as shops, warehouses and forwarders send them: which table is in them, which column means what."""
