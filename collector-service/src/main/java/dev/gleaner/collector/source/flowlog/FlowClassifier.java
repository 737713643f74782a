package dev.gleaner.collector.source.flowlog;

import dev.gleaner.collector.network.InterfaceIndex;
import dev.gleaner.collector.network.NetworkInterface;
import dev.gleaner.collector.network.NetworkLocation;
import dev.gleaner.collector.network.NetworkLocator;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.collector.source.LogDelivery;
import dev.gleaner.contracts.resource.Arn;
import java.util.Optional;
import java.util.Set;

/**
 * Determines the VPC and the two ends of a flow, by the last listings. Traffic within a VPC is logged twice, at the
 * sending and at the receiving interface; only the sender's row counts.
 */
final class FlowClassifier {

    private static final String PEERED_REGION = "5";
    private static final String GATEWAY_ENDPOINT = "7";
    private static final String NO_DATA = "NODATA";
    private static final Set<String> WITHOUT_DATA = Set.of(NO_DATA, "SKIPDATA");

    /** What begins the resource of a NAT gateway's network interface, before its id. */
    private static final String NAT_GATEWAY = "natgateway/";

    private final NetworkLocator networkLocator;
    private final InterfaceIndex interfaceIndex;
    private final Optional<LogDelivery> delivery;

    /** A classifier for the rows of a file with this delivery. */
    FlowClassifier(NetworkLocator networkLocator, Optional<LogDelivery> delivery) {
        this.networkLocator = networkLocator;
        this.interfaceIndex = networkLocator.interfaces();
        this.delivery = delivery;
    }

    Result classify(FlowRow row) throws InvalidInputException {
        // Every row has it, unless its columns differ from the header.
        row.start();
        String status = status(row);
        if (WITHOUT_DATA.contains(status)) {
            return new Result.Skipped(status);
        }
        if (isRejected(row)) {
            return new Result.Skipped("REJECT");
        }
        Optional<NetworkInterface> port = row.text(FlowField.INTERFACE_ID).flatMap(interfaceIndex::byId);
        Optional<Arn> vpc = vpc(row, port);
        Optional<Boolean> sent = sent(row, port);
        if (vpc.isEmpty() || sent.isEmpty()) {
            return new Result.Skipped(vpc.isEmpty() ? "VPC not known" : "side not known");
        }
        return new Seen(vpc.get(), port, sent.get()).classify(row);
    }

    /**
     * What a row of a NAT gateway's network interface tells of its traffic with S3: also that there was none. Empty if it tells
     * nothing of that, as the log does not have both fields with the service of a peer.
     *
     * <p>The interface logs what passes the gateway twice, on the side of its VPC too, where the fields also name the service: only
     * rows with a public peer count.
     */
    Optional<ServiceTraffic> withS3(FlowRow row) throws InvalidInputException {
        Optional<NetworkInterface> port = row.text(FlowField.INTERFACE_ID)
                .flatMap(interfaceIndex::byId)
                .filter(own -> own.kind() == NetworkInterface.Kind.NAT_GATEWAY);
        Optional<Arn> vpc = vpc(row, port);
        String status = status(row);
        boolean isTold = row.contains(FlowField.PKT_SRC_AWS_SERVICE) && row.contains(FlowField.PKT_DST_AWS_SERVICE);
        if (!isTold || port.isEmpty() || vpc.isEmpty() || !(status.equals("OK") || status.equals(NO_DATA))) {
            return Optional.empty();
        }
        String gateway = port.get().resource().substring(NAT_GATEWAY.length());
        Optional<Boolean> sent = status.equals(NO_DATA) || isRejected(row) ? Optional.empty() : sent(row, port);
        if (sent.isEmpty()) {
            return Optional.of(new ServiceTraffic(vpc.get(), gateway, TrafficClass.SAME_REGION, 0));
        }
        String peer = row.require(sent.get() ? FlowField.DSTADDR : FlowField.SRCADDR);
        boolean isS3 = row.text(sent.get() ? FlowField.PKT_DST_AWS_SERVICE : FlowField.PKT_SRC_AWS_SERVICE)
                .filter(ServiceTraffic.S3::equals)
                .isPresent();
        return Optional.of(
                isS3
                                && NetworkLocator.isPublic(peer)
                                && !interfaceIndex.isInVpc(vpc.get().id(), peer)
                        ? new ServiceTraffic(vpc.get(), gateway, regionOfAws(vpc.get(), peer), row.bytes())
                        : new ServiceTraffic(vpc.get(), gateway, TrafficClass.SAME_REGION, 0));
    }

    /** Where a peer is of which the log tells that it is a service of AWS. */
    private TrafficClass regionOfAws(Arn vpc, String peer) {
        TrafficClass there = ofRegion(vpc, networkLocator.locate("", peer).region());
        return there == TrafficClass.INTERNET ? TrafficClass.UNKNOWN : there;
    }

    private static TrafficClass ofRegion(Arn vpc, Optional<String> region) {
        if (region.isEmpty()) {
            return TrafficClass.UNKNOWN;
        }
        if (region.get().equals(NetworkLocation.INTERNET)) {
            return TrafficClass.INTERNET;
        }
        return region.get().equals(vpc.region()) ? TrafficClass.SAME_REGION : TrafficClass.OTHER_REGION;
    }

    private static String status(FlowRow row) {
        return row.text(FlowField.LOG_STATUS).orElse("OK");
    }

    private static boolean isRejected(FlowRow row) {
        return row.text(FlowField.ACTION).filter("REJECT"::equals).isPresent();
    }

    /** Absent while its VPC, region or account is unknown. */
    private Optional<Arn> vpc(FlowRow row, Optional<NetworkInterface> port) {
        Optional<String> vpc = row.text(FlowField.VPC_ID).or(() -> port.map(NetworkInterface::vpc));
        Optional<String> region = row.text(FlowField.REGION)
                .or(() -> port.map(NetworkInterface::region))
                .or(() -> delivery.map(LogDelivery::region));
        Optional<String> account = row.text(FlowField.ACCOUNT_ID).or(() -> delivery.map(LogDelivery::account));
        return vpc.flatMap(id -> region.flatMap(in -> account.map(owner -> Arn.vpc(in, owner, id))));
    }

    /** Whether the interface sent the flow; by the row's direction or else by the address of the interface. */
    private static Optional<Boolean> sent(FlowRow row, Optional<NetworkInterface> port) throws InvalidInputException {
        Optional<String> direction = row.text(FlowField.FLOW_DIRECTION);
        if (direction.isPresent()) {
            return direction.map("egress"::equals);
        }
        if (port.isEmpty()) {
            return Optional.empty();
        }
        if (InterfaceIndex.hasAddress(port.get(), row.require(FlowField.SRCADDR))) {
            return Optional.of(true);
        }
        return InterfaceIndex.hasAddress(port.get(), row.require(FlowField.DSTADDR))
                ? Optional.of(false)
                : Optional.empty();
    }

    /** A row and its interface. */
    private final class Seen {

        private final Arn vpc;
        private final Optional<NetworkInterface> port;
        private final boolean sent;

        Seen(Arn vpc, Optional<NetworkInterface> port, boolean sent) {
            this.vpc = vpc;
            this.port = port;
            this.sent = sent;
        }

        Result classify(FlowRow row) throws InvalidInputException {
            String peer = row.require(sent ? FlowField.DSTADDR : FlowField.SRCADDR);
            TrafficClass there = throughNat(peer, path(row).orElseGet(() -> peerClass(peer)));
            if (!sent && (there == TrafficClass.NAT || interfaceIndex.isInVpc(vpc.id(), peer))) {
                return new Result.Skipped("counted at the sender");
            }
            return new Result.Counted(vpc, sent ? ownClass() : there, sent ? there : ownClass(), talker(row));
        }

        /** Logs before version 3 do not name the instance; only listed interfaces are known then. */
        private Talker talker(FlowRow row) {
            String resource = row.text(FlowField.INSTANCE_ID)
                    .map(id -> "instance/" + id)
                    .or(() -> port.map(NetworkInterface::resource))
                    .orElse("");
            String owner = row.text(FlowField.ACCOUNT_ID).orElse(vpc.account());
            return new Talker(
                    row.text(FlowField.INTERFACE_ID).orElse(""),
                    resource.isEmpty()
                            ? ""
                            : new Arn(vpc.partition(), "ec2", vpc.region(), owner, resource).toString());
        }

        private TrafficClass ownClass() {
            return port.map(NetworkInterface::kind).map(FlowClassifier::ofKind).orElse(TrafficClass.SAME_ZONE);
        }

        /** The path of outgoing traffic, which newer log versions contain. */
        private Optional<TrafficClass> path(FlowRow row) {
            return row.text(FlowField.TRAFFIC_PATH).filter(path -> sent).flatMap(path -> switch (path) {
                case GATEWAY_ENDPOINT -> Optional.of(TrafficClass.ENDPOINT);
                case PEERED_REGION -> Optional.of(TrafficClass.OTHER_REGION);
                default -> Optional.empty();
            });
        }

        private TrafficClass peerClass(String peer) {
            Optional<NetworkInterface> other = interfaceIndex.byAddress(vpc.id(), peer);
            if (other.isPresent()) {
                return other.get().kind() == NetworkInterface.Kind.INSTANCE
                        ? zone(other.get())
                        : ofKind(other.get().kind());
            }
            return interfaceIndex.isInVpc(vpc.id(), peer) ? TrafficClass.SAME_REGION : region(peer);
        }

        private TrafficClass zone(NetworkInterface other) {
            String here = port.map(NetworkInterface::zone).orElse("");
            if (here.isEmpty() || other.zone().isEmpty()) {
                return TrafficClass.SAME_REGION;
            }
            return here.equals(other.zone()) ? TrafficClass.SAME_ZONE : TrafficClass.OTHER_ZONE;
        }

        private TrafficClass region(String peer) {
            return ofRegion(vpc, networkLocator.locate("", peer).region());
        }

        /**
         * An instance without a public address reaches the internet through a NAT gateway only, which the log does not
         * show.
         */
        private TrafficClass throughNat(String peer, TrafficClass there) {
            boolean hidden = port.filter(own -> own.kind() == NetworkInterface.Kind.INSTANCE && !own.isPublic())
                    .isPresent();
            return there == TrafficClass.INTERNET && hidden && peer.indexOf(':') < 0 ? TrafficClass.NAT : there;
        }
    }

    private static TrafficClass ofKind(NetworkInterface.Kind kind) {
        return switch (kind) {
            case INSTANCE -> TrafficClass.SAME_ZONE;
            case NAT_GATEWAY -> TrafficClass.NAT;
            case ENDPOINT -> TrafficClass.ENDPOINT;
        };
    }

    /** Location of an end of a flow, relative to the logging interface; that interface itself is in the same zone. */
    enum TrafficClass {
        SAME_ZONE("same-zone"),
        OTHER_ZONE("other-zone"),
        /** In the region, in an unknown zone or in none, such as AWS's own services. */
        SAME_REGION("same-region"),
        OTHER_REGION("other-region"),
        INTERNET("internet"),
        NAT("nat"),
        ENDPOINT("endpoint"),
        UNKNOWN("unknown");

        private final String text;

        TrafficClass(String text) {
            this.text = text;
        }

        /** Name in signals. */
        String text() {
            return text;
        }
    }

    /**
     * The network interface that logged a flow.
     *
     * @param id empty if the log does not contain it
     * @param resource ARN of what the interface belongs to; empty if unknown
     */
    record Talker(String id, String resource) {

        boolean isKnown() {
            return !id.isEmpty() || !resource.isEmpty();
        }
    }

    /**
     * Traffic of a NAT gateway with S3.
     *
     * @param gateway id
     * @param peer where S3 was; the region of the VPC if there were no bytes
     */
    record ServiceTraffic(Arn vpc, String gateway, TrafficClass peer, long bytes) {

        /** The service, as flow logs name it. */
        static final String S3 = "S3";
    }

    /** Result for a row. */
    sealed interface Result {

        /** Traffic of a VPC. */
        record Counted(Arn vpc, TrafficClass source, TrafficClass destination, Talker talker) implements Result {}

        /** A valid row that is not counted. */
        record Skipped(String reason) implements Result {}
    }
}
