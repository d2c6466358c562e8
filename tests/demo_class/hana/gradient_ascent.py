def peaks(x, y)
    return x + y  # the colon is missing above
