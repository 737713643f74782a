package dev.gleaner.analyzer.profile.reuse;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.ProfileTimeline;
import dev.gleaner.analyzer.profile.history.CounterKey;
import dev.gleaner.analyzer.profile.history.CounterSample;
import dev.gleaner.analyzer.profile.history.ObjectAccesses;
import dev.gleaner.analyzer.profile.history.UsageSignals;
import dev.gleaner.contracts.signal.proto.Access;
import dev.gleaner.contracts.signal.proto.ObjectAccess;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads of the objects of a bucket by CloudTrail or server access logs. Late ones do not count as repeated reads. */
public final class ReadSignals implements UsageSignals<ReadHistory> {

    @Override
    public boolean includes(Signal signal) {
        return signal.hasAccess()
                && ObjectAccesses.isRead(signal.getAccess())
                && ObjectAccesses.isPrefix(ObjectAccesses.prefix(signal));
    }

    @Override
    public void check(Signal signal) throws MalformedSignalException {
        ObjectAccesses.check(signal.getAccess());
    }

    @Override
    public Hour earliest(Signal signal) {
        return ObjectAccesses.earliest(signal);
    }

    @Override
    public int fold(ReadHistory history, ProfileTimeline timeline, Signal signal, @Nullable Hour closed) {
        Access access = signal.getAccess();
        String prefix = ObjectAccesses.prefix(signal);
        List<ObjectRead> reads = new ArrayList<>();
        for (ObjectAccess object : access.getObjectsList()) {
            if (!Hour.of(object.getTime()).isLate(closed)) {
                reads.add(new ObjectRead(
                        CounterSample.id(object.getEventId(), object.getKeyHash()),
                        object.getKeyHash(),
                        object.getBytes(),
                        object.getTime()));
            }
        }
        history.put(prefix, reads, closed);
        CounterKey route = new CounterKey(prefix, access.getReaderRegion());
        return ObjectAccesses.put(history.bytes(), timeline, route, access, closed);
    }
}
