package dev.gleaner.analyzer.profile.history;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.ProfileTimeline;
import dev.gleaner.contracts.signal.proto.Flow;
import dev.gleaner.contracts.signal.proto.Signal;
import dev.gleaner.contracts.signal.proto.Talker;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Flow logs: the bytes that a file has from one class of ends to another in an hour, with the resources that sent them. */
public final class FlowSignals implements UsageSignals<HourlyCounterHistory> {

    private static final String TALKER = "a talker needs a name of one line and bytes";

    @Override
    public boolean includes(Signal signal) {
        return signal.hasFlow();
    }

    @Override
    public void check(Signal signal) throws MalformedSignalException {
        Flow flow = signal.getFlow();
        MalformedSignalException.unlessName(flow.getSourceClass(), "a flow needs names of one line");
        MalformedSignalException.unlessName(flow.getDestinationClass(), "a flow needs names of one line");
        checkVolume(flow.getFrom(), flow.getUntil(), flow.getBytes());
        for (Talker talker : flow.getTalkersList()) {
            MalformedSignalException.unlessName(talker.getInterface(), TALKER);
            MalformedSignalException.unlessName(talker.getResource(), TALKER);
            MalformedSignalException.unless(talker.getBytes() >= 0, TALKER);
        }
    }

    /** Throws when bytes are negative, or their time, in epoch milliseconds, is none or not within one hour. */
    public static void checkVolume(long from, long until, long bytes) throws MalformedSignalException {
        MalformedSignalException.unless(from > 0 && until > from, "a flow needs a time and an end after it");
        MalformedSignalException.unless(until <= Hour.of(from).endMillis(), "a flow lies within one hour");
        MalformedSignalException.unless(bytes >= 0, "a flow has a negative size");
    }

    @Override
    public Hour earliest(Signal signal) {
        return Hour.of(signal.getFlow().getFrom());
    }

    @Override
    public int fold(HourlyCounterHistory counters, ProfileTimeline timeline, Signal signal, @Nullable Hour closed) {
        Flow flow = signal.getFlow();
        Hour hour = Hour.of(flow.getFrom());
        if (hour.isLate(closed)) {
            return 1;
        }
        CounterKey route = new CounterKey(flow.getSourceClass(), flow.getDestinationClass());
        // A file has one sum for each hour and route, however often it is read.
        String origin = signal.getPlace().getName() + '\n' + route.part() + '\n' + route.region();
        long id = CounterSample.id(origin, flow.getFrom());
        Map<String, Long> talkers = new TreeMap<>();
        for (Talker talker : flow.getTalkersList()) {
            talkers.merge(
                    talker.getResource().isEmpty() ? talker.getInterface() : talker.getResource(),
                    talker.getBytes(),
                    Long::sum);
        }
        timeline.usedIn(hour);
        counters.put(
                hour, new CounterSample(id, CounterSample.quarter(flow.getFrom()), route, flow.getBytes()), talkers);
        return 0;
    }
}
