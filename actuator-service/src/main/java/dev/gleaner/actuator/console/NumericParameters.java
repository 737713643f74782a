package dev.gleaner.actuator.console;

/** Parses numbers in request parameters. */
final class NumericParameters {

    private NumericParameters() {}

    /** Parses a whole number from 1 to a maximum. */
    static int parseUpTo(int most, String name, String text) {
        int number = parsePositive(name, text);
        if (number > most) {
            throw new ConsoleExceptionMapper.InvalidRequestException(
                    name + " has to be " + most + " at most, not " + text);
        }
        return number;
    }

    /** Parses a whole number from 1. */
    static int parsePositive(String name, String text) {
        try {
            int number = Integer.parseInt(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below, as for a number that is too small.
        }
        throw new ConsoleExceptionMapper.InvalidRequestException(
                name + " has to be a whole number from 1, not " + text);
    }
}
