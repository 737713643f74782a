package dev.gleaner.local;

import java.util.List;

/** Why a run can't come up, with what to do about it: for a person, without a stack trace. */
final class UpException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UpException(String message) {
        super(message);
    }

    /** One or more lines. */
    List<String> lines() {
        return String.valueOf(getMessage()).lines().toList();
    }
}
