"""Groups, rosters, series, meetings and places."""
