package dev.gleaner.analyzer.profile.instance;

/** An inventory showed the resource. */
public record Listing(long time, InstanceFacts facts) implements ResourceEvent {

    @Override
    public String id() {
        return "";
    }

    @Override
    public InstanceFacts after(InstanceFacts before) {
        StoppedFacts stopped = facts.stopped();
        InstanceFacts known = facts.orElse(before);
        return stopped == null || before.stopped() == null
                ? known
                : known.withStopped(stopped.orElse(before.stopped()));
    }

    @Override
    public InstanceFacts before(InstanceFacts known) {
        return known.orElse(facts);
    }

    /** Which of two listings of the same time counts: a choice that does not depend on the order in which they came. */
    boolean beats(Listing other) {
        return facts.toString().compareTo(other.facts.toString()) > 0;
    }
}
