package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.contracts.signal.proto.Access;
import dev.gleaner.contracts.signal.proto.Change;
import dev.gleaner.contracts.signal.proto.Flow;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Adds signals about listed resources to their profiles. */
public final class InventoryProfileUpdater {

    private static final int LONGEST_NAME = 1024;

    private InventoryProfileUpdater() {}

    /** Whether a signal reports the deletion of a resource. */
    public static boolean isEnd(Signal signal) {
        Change change = signal.getChanged().getChange();
        return signal.hasChanged() && (change == Change.DELETED || change == Change.TERMINATED);
    }

    /** Throws when a listing, a deletion, an access or a flow is invalid. */
    public static void check(Signal signal) throws MalformedSignalException {
        if (signal.hasInventory()) {
            check(signal.getObservedAt() > 0, "an inventory needs a time");
            check(
                    !signal.getAccount().isEmpty() && !signal.getRegion().isEmpty(),
                    "an inventory needs an account and a region");
        } else if (signal.hasChanged()) {
            check(signal.getChanged().getTime() > 0, "a change needs a time");
        } else if (signal.hasFlow()) {
            check(signal.getFlow());
        } else {
            check(signal.getAccess());
        }
    }

    /** The earliest hour that a signal is about. */
    public static Hour earliest(Signal signal) {
        if (signal.hasAccess()) {
            return Hour.of(signal.getAccess().getObjectsList().stream()
                    .mapToLong(ObjectAccess::getTime)
                    .min()
                    .orElse(signal.getObservedAt()));
        }
        if (signal.hasFlow()) {
            return Hour.of(signal.getFlow().getFrom());
        }
        return Hour.knowing(signal.hasChanged() ? signal.getChanged().getTime() : signal.getObservedAt());
    }

    /** Folds a listing or, without facts, a deletion; returns how many were too late. */
    public static <F extends InventoryFacts> int foldListing(
            InventoryProfile<F> inventoryProfile, long time, @Nullable F facts, @Nullable Hour closed) {
        if (isLate(Hour.knowing(time), closed)) {
            return 1;
        }
        inventoryProfile.see(time, facts);
        return 0;
    }

    /** Folds accesses on one route; returns how many were too late. */
    public static int foldAccesses(
            InventoryProfile<?> inventoryProfile, TrafficRoute trafficRoute, Access access, @Nullable Hour closed) {
        Map<Hour, List<Transfer>> hours = new TreeMap<>();
        int late = 0;
        for (ObjectAccess object : access.getObjectsList()) {
            Hour hour = Hour.of(object.getTime());
            if (isLate(hour, closed)) {
                late++;
            } else {
                long id = Transfer.id(object.getEventId(), object.getKeyHash());
                hours.computeIfAbsent(hour, key -> new ArrayList<>())
                        .add(new Transfer(id, Transfer.quarter(object.getTime()), trafficRoute, object.getBytes()));
            }
        }
        hours.forEach(inventoryProfile::move);
        return late;
    }

    /** Folds the bytes that a file of flow logs has of one route and hour; returns how many were too late. */
    public static int foldFlow(
            InventoryProfile<?> inventoryProfile, TrafficRoute trafficRoute, Signal signal, @Nullable Hour closed) {
        Flow flow = signal.getFlow();
        Hour hour = Hour.of(flow.getFrom());
        if (isLate(hour, closed)) {
            return 1;
        }
        // A file has one sum for each hour and route, however often it is read.
        String origin = signal.getPlace().getName() + '\n' + trafficRoute.part() + '\n' + trafficRoute.region();
        long id = Transfer.id(origin, flow.getFrom());
        inventoryProfile.move(
                hour, List.of(new Transfer(id, Transfer.quarter(flow.getFrom()), trafficRoute, flow.getBytes())));
        return 0;
    }

    private static void check(Flow flow) throws MalformedSignalException {
        check(isName(flow.getSourceClass()) && isName(flow.getDestinationClass()), "a flow needs names of one line");
        check(flow.getFrom() > 0 && flow.getUntil() > flow.getFrom(), "a flow needs a time and an end after it");
        check(flow.getUntil() <= Hour.of(flow.getFrom()).endMillis(), "a flow lies within one hour");
        check(flow.getBytes() >= 0, "a flow has a negative size");
    }

    private static void check(Access access) throws MalformedSignalException {
        check(isName(access.getReader()) && isName(access.getReaderRegion()), "an access needs names of one line");
        for (ObjectAccess object : access.getObjectsList()) {
            check(object.getTime() > 0 && !object.getEventId().isEmpty(), "an access needs a time and an event id");
            check(object.getBytes() >= 0, "an access has a negative size");
        }
    }

    private static boolean isName(String name) {
        return name.length() <= LONGEST_NAME && name.indexOf('\n') < 0;
    }

    private static boolean isLate(Hour hour, @Nullable Hour closed) {
        return closed != null && !closed.isBefore(hour);
    }

    private static void check(boolean holds, String reason) throws MalformedSignalException {
        if (!holds) {
            throw new MalformedSignalException(reason);
        }
    }
}
