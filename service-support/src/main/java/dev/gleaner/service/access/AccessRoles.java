package dev.gleaner.service.access;

/** Roles of callers. */
public final class AccessRoles {

    /** May read. */
    public static final String VIEWER = "viewer";

    /** May decide about findings. */
    public static final String APPROVER = "approver";

    /** May undo actions, and operate the kill switch. */
    public static final String OPERATOR = "operator";

    /** May send measurements, and nothing else. */
    public static final String INGEST = "ingest";

    private AccessRoles() {}
}
