package dev.gleaner.service.access;

/** What a caller may do. */
public final class AccessRoles {

    /** Reads. */
    public static final String VIEWER = "viewer";

    /** Decides about findings. */
    public static final String APPROVER = "approver";

    /** Undoes, and holds the kill switch. */
    public static final String OPERATOR = "operator";

    /** Sends what was measured, and may do nothing else. */
    public static final String INGEST = "ingest";

    private AccessRoles() {}
}
