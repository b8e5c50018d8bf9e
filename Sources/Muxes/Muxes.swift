// Muxes
