package dev.gleaner.analyzer.profile.instance;

/** Something that tells what holds of a resource from a moment on, and perhaps before it. */
public sealed interface ResourceEvent permits Change, Listing {

    /** Epoch milliseconds. */
    long time();

    /** Tells apart what happened at the same time. */
    String id();

    /** What holds after it, given what held before. */
    InstanceFacts after(InstanceFacts before);

    /** What it says of the time before it, where nothing else is known. */
    InstanceFacts before(InstanceFacts known);
}
