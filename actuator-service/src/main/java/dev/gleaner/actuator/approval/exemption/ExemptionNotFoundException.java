package dev.gleaner.actuator.approval.exemption;

/** There is no exemption of this id that could be ended. */
public final class ExemptionNotFoundException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ExemptionNotFoundException(long id) {
        super("no exemption " + id + " is in force");
    }
}
