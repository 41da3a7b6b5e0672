#!/bin/sh
touch NETINTEL_MARKER
