package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.prefix.ReportCheck;
import dev.gleaner.contracts.signal.proto.Change;
import dev.gleaner.contracts.signal.proto.IncompleteUploads;
import dev.gleaner.contracts.signal.proto.PrefixSize;
import dev.gleaner.contracts.signal.proto.Signal;

/** Listings of resources, and the deletions that end them. */
public final class ListingSignals {

    private ListingSignals() {}

    /** Whether a signal is a listing, or about a change such as a deletion. */
    public static boolean includes(Signal signal) {
        return signal.hasInventory() || signal.hasChanged();
    }

    /** Whether a signal reports the deletion of a resource. */
    public static boolean isEnd(Signal signal) {
        Change change = signal.getChanged().getChange();
        return signal.hasChanged() && (change == Change.DELETED || change == Change.TERMINATED);
    }

    /** Whether a signal reports who created a resource. */
    public static boolean isCreation(Signal signal) {
        return signal.hasChanged() && signal.getChanged().getChange() == Change.CREATED;
    }

    /** Whether a signal reports that something began or ceased to use a resource. */
    public static boolean isUse(Signal signal) {
        Change change = signal.getChanged().getChange();
        return signal.hasChanged() && (change == Change.ATTACHED || change == Change.DETACHED);
    }

    /** Throws when a listing or a deletion contradicts itself. */
    public static void check(Signal signal) throws MalformedSignalException {
        if (signal.hasChanged()) {
            MalformedSignalException.unless(signal.getChanged().getTime() > 0, "a change needs a time");
            return;
        }
        MalformedSignalException.unless(signal.getObservedAt() > 0, "an inventory needs a time");
        MalformedSignalException.unless(
                !signal.getAccount().isEmpty() && !signal.getRegion().isEmpty(),
                "an inventory needs an account and a region");
        MalformedSignalException.unless(
                areParallel(signal.getInventory().getUploads()), "incomplete uploads need columns of the same length");
        for (PrefixSize size : signal.getInventory().getPrefixesList()) {
            ReportCheck.check(size);
        }
    }

    /** The hour by whose end it is known. */
    public static Hour hour(Signal signal) {
        return Hour.knowing(signal.hasChanged() ? signal.getChanged().getTime() : signal.getObservedAt());
    }

    private static boolean areParallel(IncompleteUploads uploads) {
        int rows = uploads.getAgeDaysCount();
        return uploads.getUploadsCount() == rows
                && uploads.getBytesCount() == rows
                && uploads.getMeasuredCount() == rows;
    }
}
