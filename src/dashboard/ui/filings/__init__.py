"""The page of documents: kept, brought, searched, looked at, graded."""
