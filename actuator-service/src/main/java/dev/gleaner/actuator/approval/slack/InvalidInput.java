package dev.gleaner.actuator.approval.slack;

/** What somebody wrote into a form can't be taken. */
final class InvalidInput extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String field;

    InvalidInput(String field, String text) {
        super(text);
        this.field = field;
    }

    /** Where it has to be put right. */
    String field() {
        return field;
    }
}
