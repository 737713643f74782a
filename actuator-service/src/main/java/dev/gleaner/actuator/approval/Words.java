package dev.gleaner.actuator.approval;

import java.util.Arrays;

/** Counts words: a dot or a dash is not a reason. */
final class Words {

    private Words() {}

    /** How many parts between blanks hold a letter or a digit. */
    static int in(String text) {
        return (int) Arrays.stream(text.strip().split("\\s+"))
                .filter(word -> word.codePoints().anyMatch(Character::isLetterOrDigit))
                .count();
    }
}
