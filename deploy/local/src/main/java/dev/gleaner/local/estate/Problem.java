package dev.gleaner.local.estate;

/** What is wrong with an estate file, and where: {@code place} is a JSON pointer such as {@code /resources/3/type}. */
public record Problem(String place, String text) {

    @Override
    public String toString() {
        return place + ": " + text;
    }
}
