"""The steps from every schema Tracer ever had to the present one."""
