package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.ProfileTimeline;
import dev.gleaner.analyzer.profile.history.CounterKey;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.history.HourlyMetrics;
import dev.gleaner.analyzer.profile.history.ObjectAccesses;
import dev.gleaner.analyzer.profile.history.UsageSignals;
import dev.gleaner.contracts.signal.proto.Signal;
import org.jspecify.annotations.Nullable;

/** Accesses of S3 through the NAT gateways of a VPC, and the bytes through these by CloudWatch. */
public final class NetworkSignals implements UsageSignals<HourlyCounterHistory> {

    private final HourlyMetrics natGateways = GatewayType.NAT_GATEWAY.signals();

    @Override
    public boolean includes(Signal signal) {
        return signal.hasAccess() || natGateways.includes(signal);
    }

    @Override
    public void check(Signal signal) throws MalformedSignalException {
        if (signal.hasAccess()) {
            ObjectAccesses.check(signal.getAccess());
        } else {
            natGateways.check(signal);
        }
    }

    @Override
    public Hour earliest(Signal signal) {
        return signal.hasAccess() ? ObjectAccesses.earliest(signal) : natGateways.earliest(signal);
    }

    /** By NAT gateway and region of the bucket: a gateway endpoint would carry the traffic to its own region only. */
    @Override
    public int fold(HourlyCounterHistory counters, ProfileTimeline timeline, Signal signal, @Nullable Hour closed) {
        if (!signal.hasAccess()) {
            return natGateways.fold(counters, timeline, signal, closed);
        }
        CounterKey route = new CounterKey(signal.getAccess().getReader(), signal.getRegion());
        return ObjectAccesses.put(counters, timeline, route, signal.getAccess(), closed);
    }
}
