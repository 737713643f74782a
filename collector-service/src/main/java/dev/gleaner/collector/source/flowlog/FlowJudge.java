package dev.gleaner.collector.source.flowlog;

import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.collector.whereabouts.Location;
import dev.gleaner.collector.whereabouts.Port;
import dev.gleaner.collector.whereabouts.Ports;
import dev.gleaner.collector.whereabouts.Whereabouts;
import dev.gleaner.contracts.resource.Arn;
import java.util.Optional;
import java.util.Set;

/**
 * Tells of a row whose traffic it is and where its ends are, by what was listed. Traffic within a VPC is in its log twice, at
 * the interface that sent it and at the one that received it: it counts at the sender.
 */
final class FlowJudge {

    private static final Set<String> WITHOUT_DATA = Set.of("NODATA", "SKIPDATA");
    private static final String PEERED_REGION = "5";
    private static final String GATEWAY_ENDPOINT = "7";

    private final Whereabouts whereabouts;
    private final Ports ports;
    private final Optional<FlowFile.Delivery> delivery;

    /** Of the rows of a file that was delivered so. */
    FlowJudge(Whereabouts whereabouts, Optional<FlowFile.Delivery> delivery) {
        this.whereabouts = whereabouts;
        this.ports = whereabouts.ports();
        this.delivery = delivery;
    }

    Judged judge(FlowRow row) throws InvalidInputException {
        // Every row has it, unless its columns are not those of the header.
        row.start();
        String status = row.text(FlowField.LOG_STATUS).orElse("OK");
        if (WITHOUT_DATA.contains(status)) {
            return new Judged.Skipped(status);
        }
        if (row.text(FlowField.ACTION).filter("REJECT"::equals).isPresent()) {
            return new Judged.Skipped("REJECT");
        }
        Optional<Port> port = row.text(FlowField.INTERFACE_ID).flatMap(ports::port);
        Optional<Arn> vpc = vpc(row, port);
        Optional<Boolean> sent = sent(row, port);
        if (vpc.isEmpty() || sent.isEmpty()) {
            return new Judged.Skipped(vpc.isEmpty() ? "VPC not known" : "side not known");
        }
        return new Seen(vpc.get(), port, sent.get()).judge(row);
    }

    /** Absent as long as its VPC, its region or its account is not known. */
    private Optional<Arn> vpc(FlowRow row, Optional<Port> port) {
        Optional<String> vpc = row.text(FlowField.VPC_ID).or(() -> port.map(Port::vpc));
        Optional<String> region = row.text(FlowField.REGION)
                .or(() -> port.map(Port::region))
                .or(() -> delivery.map(FlowFile.Delivery::region));
        Optional<String> account = row.text(FlowField.ACCOUNT_ID).or(() -> delivery.map(FlowFile.Delivery::account));
        return vpc.flatMap(id -> region.flatMap(in -> account.map(owner -> Arn.vpc(in, owner, id))));
    }

    /** Whether the interface sent it, or received it; told by the row, else by whose address it is. */
    private static Optional<Boolean> sent(FlowRow row, Optional<Port> port) throws InvalidInputException {
        Optional<String> direction = row.text(FlowField.FLOW_DIRECTION);
        if (direction.isPresent()) {
            return direction.map("egress"::equals);
        }
        if (port.isEmpty()) {
            return Optional.empty();
        }
        if (Ports.has(port.get(), row.needed(FlowField.SRCADDR))) {
            return Optional.of(true);
        }
        return Ports.has(port.get(), row.needed(FlowField.DSTADDR)) ? Optional.of(false) : Optional.empty();
    }

    /** A row at an interface. */
    private final class Seen {

        private final Arn vpc;
        private final Optional<Port> port;
        private final boolean sent;

        Seen(Arn vpc, Optional<Port> port, boolean sent) {
            this.vpc = vpc;
            this.port = port;
            this.sent = sent;
        }

        Judged judge(FlowRow row) throws InvalidInputException {
            String peer = row.needed(sent ? FlowField.DSTADDR : FlowField.SRCADDR);
            FlowClass there = throughNat(peer, path(row).orElseGet(() -> where(peer)));
            if (!sent && (there == FlowClass.NAT || ports.isIn(vpc.id(), peer))) {
                return new Judged.Skipped("counted at the sender");
            }
            return new Judged.Counted(vpc, sent ? here() : there, sent ? there : here());
        }

        private FlowClass here() {
            return port.map(Port::kind).map(FlowJudge::ofKind).orElse(FlowClass.SAME_ZONE);
        }

        /** What newer logs tell of the way that traffic went out. */
        private Optional<FlowClass> path(FlowRow row) {
            return row.text(FlowField.TRAFFIC_PATH).filter(path -> sent).flatMap(path -> switch (path) {
                case GATEWAY_ENDPOINT -> Optional.of(FlowClass.ENDPOINT);
                case PEERED_REGION -> Optional.of(FlowClass.OTHER_REGION);
                default -> Optional.empty();
            });
        }

        private FlowClass where(String peer) {
            Optional<Port> other = ports.at(vpc.id(), peer);
            if (other.isPresent()) {
                return other.get().kind() == Port.Kind.INSTANCE
                        ? zone(other.get())
                        : ofKind(other.get().kind());
            }
            return ports.isIn(vpc.id(), peer) ? FlowClass.SAME_REGION : region(peer);
        }

        private FlowClass zone(Port other) {
            String here = port.map(Port::zone).orElse("");
            if (here.isEmpty() || other.zone().isEmpty()) {
                return FlowClass.SAME_REGION;
            }
            return here.equals(other.zone()) ? FlowClass.SAME_ZONE : FlowClass.OTHER_ZONE;
        }

        private FlowClass region(String peer) {
            return whereabouts.locate("", peer).region().map(this::ofRegion).orElse(FlowClass.UNKNOWN);
        }

        private FlowClass ofRegion(String region) {
            if (region.equals(Location.INTERNET)) {
                return FlowClass.INTERNET;
            }
            return region.equals(vpc.region()) ? FlowClass.SAME_REGION : FlowClass.OTHER_REGION;
        }

        /** Without a public address an instance gets to the internet by a NAT gateway only; the log does not show that. */
        private FlowClass throughNat(String peer, FlowClass there) {
            boolean hidden = port.filter(own -> own.kind() == Port.Kind.INSTANCE && !own.isPublic())
                    .isPresent();
            return there == FlowClass.INTERNET && hidden && peer.indexOf(':') < 0 ? FlowClass.NAT : there;
        }
    }

    private static FlowClass ofKind(Port.Kind kind) {
        return switch (kind) {
            case INSTANCE -> FlowClass.SAME_ZONE;
            case NAT_GATEWAY -> FlowClass.NAT;
            case ENDPOINT -> FlowClass.ENDPOINT;
        };
    }
}
