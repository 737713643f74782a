package dev.gleaner.actuator.action.lifecycle;

/** A lifecycle rule that is not put, with the reason for a person. */
public final class InvalidLifecycleRuleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidLifecycleRuleException(String why) {
        super(why);
    }

    /** Why not. */
    public String why() {
        return String.valueOf(getMessage());
    }

    static void unless(boolean condition, String why) {
        if (!condition) {
            throw new InvalidLifecycleRuleException(why);
        }
    }
}
