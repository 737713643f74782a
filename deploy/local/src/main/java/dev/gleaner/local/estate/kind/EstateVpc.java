package dev.gleaner.local.estate.kind;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.gleaner.local.estate.series.EstateTime;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A VPC of an estate.
 *
 * @param name logical name, unique in the estate; the stand-in assigns the id
 * @param account twelve digits
 * @param created when its NAT gateways, named interface endpoints and load balancers were created; the start of the run if absent
 * @param natGateways logical names of its NAT gateways, each with an elastic IP address
 * @param loadBalancers names of its Application Load Balancers
 * @param flows traffic that its flow log shows. Instances that are named there are in this VPC
 * @param downloads traffic through its NAT gateways that its flow log shows. Without these and flows it has no flow log
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EstateVpc(
        String name,
        String account,
        String region,
        Map<String, String> tags,
        @Nullable EstateTime created,
        List<String> natGateways,
        List<Endpoint> endpoints,
        List<String> loadBalancers,
        List<Flow> flows,
        List<Download> downloads)
        implements EstateResource {

    /** NAT gateways, interface endpoints and load balancers that nobody uses. */
    public static final String IDLE_GATEWAY = "idle-gateway";

    public EstateVpc {
        account = account == null ? EstateInstance.DEFAULT_ACCOUNT : account;
        tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
        natGateways = natGateways == null ? List.of() : List.copyOf(natGateways);
        endpoints = endpoints == null ? List.of() : List.copyOf(endpoints);
        loadBalancers = loadBalancers == null ? List.of() : List.copyOf(loadBalancers);
        flows = flows == null ? List.of() : List.copyOf(flows);
        downloads = downloads == null ? List.of() : List.copyOf(downloads);
    }

    /** The VPC with its logical name as its tag {@code Name} unless it has one. */
    EstateVpc withNameTag() {
        Map<String, String> named = new TreeMap<>(tags);
        named.putIfAbsent("Name", name);
        return new EstateVpc(
                name, account, region, named, created, natGateways, endpoints, loadBalancers, flows, downloads);
    }

    /** The VPC with a further tag. */
    public EstateVpc withTag(String key, String value) {
        Map<String, String> all = new TreeMap<>(tags);
        all.put(key, value);
        return new EstateVpc(
                name, account, region, all, created, natGateways, endpoints, loadBalancers, flows, downloads);
    }

    /** The VPC with other NAT gateways. */
    public EstateVpc withNatGateways(List<String> others) {
        return new EstateVpc(name, account, region, tags, created, others, endpoints, loadBalancers, flows, downloads);
    }

    /** The VPC with other endpoints. */
    public EstateVpc withEndpoints(List<Endpoint> others) {
        return new EstateVpc(
                name, account, region, tags, created, natGateways, others, loadBalancers, flows, downloads);
    }

    /** The VPC with other downloads. */
    public EstateVpc withDownloads(List<Download> others) {
        return new EstateVpc(
                name, account, region, tags, created, natGateways, endpoints, loadBalancers, flows, others);
    }

    /** Whether it has a flow log. */
    public boolean hasFlowLog() {
        return !flows.isEmpty() || !downloads.isEmpty();
    }

    /** The names of its interface endpoints that have one. */
    public List<String> interfaceEndpoints() {
        return endpoints.stream()
                .filter(endpoint -> endpoint.type() == EndpointType.INTERFACE)
                .flatMap(endpoint -> Stream.ofNullable(endpoint.name()))
                .toList();
    }

    /** The names of the instances that its flows name. */
    public Set<String> instances() {
        Set<String> names = new TreeSet<>();
        flows.forEach(flow ->
                Stream.of(flow.from(), flow.to()).flatMap(Stream::ofNullable).forEach(names::add));
        return names;
    }

    /** The type of a VPC endpoint. */
    public enum EndpointType {
        @JsonProperty("gateway")
        GATEWAY("Gateway"),
        @JsonProperty("interface")
        INTERFACE("Interface");

        private final String awsName;

        EndpointType(String awsName) {
            this.awsName = awsName;
        }

        /** The name in the EC2 API. */
        public String awsName() {
            return awsName;
        }
    }

    /**
     * An endpoint of a VPC for a service.
     *
     * @param name the name to which reads and metrics refer; absent where none do
     * @param service {@code s3}, {@code dynamodb}, ...
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Endpoint(@Nullable String name, String service, EndpointType type, Map<String, String> tags) {

        /** The default service. */
        public static final String S3 = "s3";

        public Endpoint {
            service = service == null ? S3 : service;
            type = type == null ? EndpointType.GATEWAY : type;
            tags = tags == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(tags));
        }

        /** The name of a service in a region, as EC2 has it. */
        public String serviceName(String region) {
            return "com.amazonaws." + region + "." + service;
        }

        /** Creates an interface endpoint. */
        public static Endpoint interfaceTo(String service, String name) {
            return new Endpoint(name, service, EndpointType.INTERFACE, Map.of());
        }

        /** Creates a gateway endpoint for S3. */
        public static Endpoint s3(String name) {
            return new Endpoint(name, S3, EndpointType.GATEWAY, Map.of());
        }
    }

    /**
     * Traffic from an instance to exactly one of an instance, an address elsewhere, and S3 through a gateway endpoint of the VPC.
     *
     * @param from logical name of the instance that sends
     * @param to logical name of the instance that receives
     * @param address an address on the internet
     * @param service {@code s3}
     * @param bytes in each hour
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Flow(
            String from,
            @Nullable String to,
            @Nullable String address,
            @Nullable String service,
            long bytes) {

        /** Traffic between two instances. */
        public static Flow between(String from, String to, long bytes) {
            return new Flow(from, to, null, null, bytes);
        }

        /** Traffic to the internet. */
        public static Flow toAddress(String from, String address, long bytes) {
            return new Flow(from, null, address, null, bytes);
        }

        /** Traffic to S3 through a gateway endpoint. */
        public static Flow toS3(String from, long bytes) {
            return new Flow(from, null, null, Endpoint.S3, bytes);
        }

        /** The number of given destinations, of which exactly one is valid. */
        public int destinations() {
            return (int)
                    Stream.of(to, address, service).filter(Objects::nonNull).count();
        }
    }

    /**
     * Traffic from exactly one of an address elsewhere and S3 in the region of the VPC, through a NAT gateway.
     *
     * @param nat name of a NAT gateway of the VPC
     * @param address an address on the internet
     * @param service {@code s3}
     * @param bytes in each hour
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Download(
            String nat, @Nullable String address, @Nullable String service, long bytes) {

        /** Traffic from the internet. */
        public static Download fromAddress(String nat, String address, long bytes) {
            return new Download(nat, address, null, bytes);
        }

        /** Traffic from S3. */
        public static Download fromS3(String nat, long bytes) {
            return new Download(nat, null, Endpoint.S3, bytes);
        }
    }
}
