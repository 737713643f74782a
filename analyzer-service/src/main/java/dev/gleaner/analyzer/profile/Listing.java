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

    /** Whether this one says more of its hour: it is later, or, at the same time, of the larger content. */
    boolean beats(Listing other) {
        return time != other.time ? time > other.time : facts.toString().compareTo(other.facts.toString()) > 0;
    }
}
