package dev.gleaner.systemtests.crash.agent;

/** The points of an action at which a process is halted, each identified by the method that runs right after it. */
public enum HaltPoint {
    /** A report of work was read; the database does not contain it. */
    REPORTED("work.WorkReportRepository", "store"),
    /** The action is claimed by this process; AWS was not called yet. */
    CLAIMED("execution.ActionExecutor", "execute"),
    /** All guards were evaluated; the intent is not written. */
    RECHECKED("execution.ActionTransitions", "write"),
    /** The intent is written; AWS was not called. */
    INTENT("execution.AwsCallGate", "call"),
    /** AWS has responded to the call; the database does not contain it. */
    CALLED("execution.ActionTransitions", "called"),
    /** AWS shows the effect; the database does not contain it. */
    OBSERVED("execution.ActionTransitions", "observed"),
    /** The database contains the audit entry; the topic does not. */
    RECORDED("audit.AuditPublisher", "send"),
    /** The topic contains the audit entry; it is not marked as published. */
    PUBLISHED("audit.AuditPublisher", "mark");

    private static final String ROOT = "dev.gleaner.actuator.";

    private final String className;
    private final String method;

    HaltPoint(String className, String method) {
        this.className = className;
        this.method = method;
    }

    /** Full name of the class of the method. */
    public String className() {
        return ROOT + className;
    }

    /** Name of the method. */
    public String method() {
        return method;
    }
}
