"""What people read: functions from values to Block Kit, with no database, client or clock."""
