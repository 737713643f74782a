package dev.gleaner.actuator.approval.slack;

/** A request that is no click on one of our buttons. */
final class MalformedClick extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedClick(String text) {
        super(text);
    }
}
