package dev.gleaner.systemtests.crash.agent;

/** The steps of an action at which a process can be gone, each by the method that comes right after it. */
public enum HaltPoint {
    /** Held by this process; AWS was not asked so far. */
    CLAIMED("execution.ActionExecutor", "execute"),
    /** All guards have spoken; the intent is not written. */
    RECHECKED("execution.ActionTransitions", "write"),
    /** The intent is written; AWS was not called. */
    INTENT("execution.AwsCallGate", "call"),
    /** AWS has answered the call; nobody has written that down. */
    CALLED("execution.ActionTransitions", "called"),
    /** AWS shows that it is done; nobody has written that down. */
    OBSERVED("execution.ActionTransitions", "observed"),
    /** It is written down; the audit topic knows nothing of it. */
    RECORDED("audit.AuditPublisher", "send"),
    /** The audit topic knows it; the database does not know that. */
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
