package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.MalformedSignalException;
import dev.gleaner.analyzer.profile.ProfileTimeline;
import dev.gleaner.analyzer.profile.history.CounterKey;
import dev.gleaner.analyzer.profile.history.CounterSample;
import dev.gleaner.analyzer.profile.history.FlowSignals;
import dev.gleaner.analyzer.profile.history.HourlyCounterHistory;
import dev.gleaner.analyzer.profile.history.HourlyMetrics;
import dev.gleaner.analyzer.profile.history.ObjectAccesses;
import dev.gleaner.analyzer.profile.history.UsageSignals;
import dev.gleaner.contracts.signal.proto.ServiceFlow;
import dev.gleaner.contracts.signal.proto.Signal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Accesses of S3 through the NAT gateways of a VPC, their traffic with S3 by flow logs, and the bytes through these by CloudWatch. */
public final class NetworkSignals implements UsageSignals<HourlyCounterHistory> {

    /** As flow logs name it. */
    private static final String S3 = "S3";

    private static final String GATEWAY = "traffic with a service needs a gateway and a class of one line";

    private final HourlyMetrics natGateways = GatewayType.NAT_GATEWAY.signals();

    @Override
    public boolean includes(Signal signal) {
        return signal.hasAccess() || isOfS3(signal) || natGateways.includes(signal);
    }

    @Override
    public void check(Signal signal) throws MalformedSignalException {
        if (signal.hasAccess()) {
            ObjectAccesses.check(signal.getAccess());
        } else if (isOfS3(signal)) {
            check(signal.getServiceFlow());
        } else {
            natGateways.check(signal);
        }
    }

    @Override
    public Hour earliest(Signal signal) {
        if (signal.hasAccess()) {
            return ObjectAccesses.earliest(signal);
        }
        return isOfS3(signal) ? Hour.of(signal.getServiceFlow().getFrom()) : natGateways.earliest(signal);
    }

    private static boolean isOfS3(Signal signal) {
        return signal.hasServiceFlow() && signal.getServiceFlow().getService().equals(S3);
    }

    private static void check(ServiceFlow flow) throws MalformedSignalException {
        MalformedSignalException.unless(!flow.getGateway().isEmpty(), GATEWAY);
        MalformedSignalException.unlessName(flow.getGateway(), GATEWAY);
        MalformedSignalException.unlessName(flow.getPeerClass(), GATEWAY);
        FlowSignals.checkVolume(flow.getFrom(), flow.getUntil(), flow.getBytes());
    }

    /** By NAT gateway and region of the bucket: a gateway endpoint would carry the traffic to its own region only. */
    @Override
    public int fold(HourlyCounterHistory counters, ProfileTimeline timeline, Signal signal, @Nullable Hour closed) {
        if (isOfS3(signal)) {
            return fold(
                    counters,
                    timeline,
                    signal.getServiceFlow(),
                    signal.getPlace().getName(),
                    closed);
        }
        if (!signal.hasAccess()) {
            return natGateways.fold(counters, timeline, signal, closed);
        }
        CounterKey route = new CounterKey(signal.getAccess().getReader(), signal.getRegion());
        return ObjectAccesses.put(counters, timeline, route, signal.getAccess(), closed);
    }

    /** A file has one sum for each hour, gateway and class, however often it is read. */
    private static int fold(
            HourlyCounterHistory counters,
            ProfileTimeline timeline,
            ServiceFlow flow,
            String file,
            @Nullable Hour closed) {
        Hour hour = Hour.of(flow.getFrom());
        if (hour.isLate(closed)) {
            return 1;
        }
        CounterKey key = CounterKey.ofFlowLog(flow.getGateway(), flow.getPeerClass());
        long id = CounterSample.id(file + '\n' + key.part() + '\n' + key.peerClass(), flow.getFrom());
        timeline.usedIn(hour);
        counters.put(hour, List.of(new CounterSample(id, CounterSample.quarter(flow.getFrom()), key, flow.getBytes())));
        return 0;
    }
}
