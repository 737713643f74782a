package dev.gleaner.actuator.audit;

/** The folders of heads and keys do not answer in time; what lies there is not known. */
final class HeadsUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1;

    HeadsUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
