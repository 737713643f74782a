package dev.gleaner.analyzer.profile;

/** An inventory showed the resource. */
public record Listing(long time, Facts facts) implements Happening {

    /** First letter of its keys. Never changed. */
    static final String CODE = "l";

    @Override
    public String id() {
        return "";
    }

    @Override
    public Facts after(Facts before) {
        return facts.orElse(before);
    }

    @Override
    public Facts before(Facts known) {
        return known.orElse(facts);
    }

    /** Which of two listings of the same time counts: a choice that does not depend on the order in which they came. */
    boolean beats(Listing other) {
        return facts.toString().compareTo(other.facts.toString()) > 0;
    }
}
