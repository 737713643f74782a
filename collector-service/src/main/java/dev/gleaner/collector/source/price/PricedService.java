package dev.gleaner.collector.source.price;

import static dev.gleaner.collector.source.price.PriceListQuery.where;
import static dev.gleaner.collector.source.price.PriceListQuery.whereAny;

import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.pricing.model.Filter;

/**
 * A service of the price list, apart from instances: which products are requested, and which of their usage types have
 * which price. docs/sources.md has the same table; a test compares both.
 *
 * <p>Sources of usage types, operations and units: responses of GetProducts for AmazonS3 and AmazonS3GlacierDeepArchive
 * as recorded by maxopsdev/maxops (2026-09-22), offer files as read by clont-app/clont (2026-09-27) and by
 * scttfrdmn/objectfs (2026-08), and the filters of infracost/infracost (95ba4f4, 2026-08-21). Of load balancers: rows of the
 * price list of eu-west-2 as recorded on 2026-09-11 by third-party test data.
 */
enum PricedService {

    /**
     * Volumes and snapshots of EBS, and NAT gateways. IOPS of io2 above 32,000 have usage types of their own. Volumes are named by an
     * attribute, as usage types have other names for io1 and standard; IOPS and snapshots of a volume have other usage types.
     */
    EC2(
            "AmazonEC2",
            Place.REGIONS_ONLY,
            List.of(
                    where(Place.LOCATION_TYPE, Place.IN_REGION),
                    whereAny(
                            PriceListProduct.FAMILY,
                            List.of(
                                    "NAT Gateway",
                                    "Provisioned Throughput",
                                    "Storage",
                                    "Storage Snapshot",
                                    "System Operation"))),
            Row.matching(
                    Map.of(
                            Row.USAGE_TYPE,
                            Row.afterRegion("EBS:VolumeUsage(?:\\.\\w+)?"),
                            PriceListProduct.FAMILY,
                            "Storage",
                            "volumeApiName",
                            "(.+)"),
                    "ebs|*|gb-month",
                    Unit.STORED),
            Row.of("EBS:VolumeP-IOPS.gp3", "ebs|gp3-iops|iops-month", Unit.IOPS),
            Row.of("EBS:VolumeP-IOPS.piops", "ebs|io1-iops|iops-month", Unit.IOPS),
            Row.of("EBS:VolumeP-IOPS.io2", "ebs|io2-iops|iops-month", Unit.IOPS),
            Row.of("EBS:VolumeP-Throughput.gp3", "ebs|gp3-throughput|mibps-month", Unit.THROUGHPUT),
            Row.of("EBS:SnapshotUsage", "ebs|snapshot|gb-month", Unit.STORED),
            Row.of("EBS:SnapshotArchiveStorage", "ebs|snapshot-archive|gb-month", Unit.STORED),
            Row.of("NatGateway-Hours", "NatGateway", "vpc|nat-gateway|hour", Unit.HOURS),
            Row.of("NatGateway-Bytes", "NatGateway", "vpc|nat-gateway|gb", Unit.GIGABYTES)),

    /**
     * Storage classes of S3 with their requests. All products of the region are requested, as most have no product family
     * by which they could be filtered.
     */
    S3(
            "AmazonS3",
            Place.REGIONS_ONLY,
            List.of(),
            Row.of("TimedStorage-ByteHrs", "s3|standard|gb-month", Unit.STORED),
            Row.of("TimedStorage-SIA-ByteHrs", "s3|standard-ia|gb-month", Unit.STORED),
            Row.of("TimedStorage-ZIA-ByteHrs", "s3|onezone-ia|gb-month", Unit.STORED),
            Row.of("TimedStorage-GIR-ByteHrs", "s3|glacier-ir|gb-month", Unit.STORED),
            Row.of("TimedStorage-GlacierByteHrs", "s3|glacier|gb-month", Unit.STORED),
            Row.of("TimedStorage-INT-FA-ByteHrs", "s3|intelligent-tiering|gb-month", Unit.STORED),
            Row.of("TimedStorage-INT-IA-ByteHrs", "s3|intelligent-tiering-ia|gb-month", Unit.STORED),
            Row.of("TimedStorage-INT-AIA-ByteHrs", "s3|intelligent-tiering-archive-instant|gb-month", Unit.STORED),
            Row.of("Requests-Tier1", "s3|standard|1000-put-requests", Unit.REQUESTS),
            Row.of("Requests-SIA-Tier1", "s3|standard-ia|1000-put-requests", Unit.REQUESTS),
            Row.of("Requests-ZIA-Tier1", "s3|onezone-ia|1000-put-requests", Unit.REQUESTS),
            Row.of("Requests-GIR-Tier1", "s3|glacier-ir|1000-put-requests", Unit.REQUESTS),
            Row.of("Requests-INT-Tier1", "s3|intelligent-tiering|1000-put-requests", Unit.REQUESTS),
            Row.of("Requests-GLACIER-Tier1", "PutObject", "s3|glacier|1000-put-requests", Unit.REQUESTS),
            Row.of("Requests-Tier2", "s3|standard|1000-get-requests", Unit.REQUESTS),
            Row.of("Requests-SIA-Tier2", "s3|standard-ia|1000-get-requests", Unit.REQUESTS),
            Row.of("Requests-ZIA-Tier2", "s3|onezone-ia|1000-get-requests", Unit.REQUESTS),
            Row.of("Requests-GIR-Tier2", "s3|glacier-ir|1000-get-requests", Unit.REQUESTS),
            Row.of("Requests-INT-Tier2", "s3|intelligent-tiering|1000-get-requests", Unit.REQUESTS),
            Row.of("Requests-GLACIER-Tier2", "s3|glacier|1000-get-requests", Unit.REQUESTS),
            Row.of("Requests-GDA-Tier2", "s3|deep-archive|1000-get-requests", Unit.REQUESTS),
            Row.of("Requests-Tier4", "S3-SIATransition", "s3|standard-ia|1000-transitions", Unit.REQUESTS),
            Row.of("Requests-Tier4", "S3-ZIATransition", "s3|onezone-ia|1000-transitions", Unit.REQUESTS),
            Row.of("Requests-Tier4", "S3-GIRTransition", "s3|glacier-ir|1000-transitions", Unit.REQUESTS),
            Row.of("Requests-Tier4", "S3-INTTransition", "s3|intelligent-tiering|1000-transitions", Unit.REQUESTS),
            Row.of("Requests-Tier3", "S3-GlacierTransition", "s3|glacier|1000-transitions", Unit.REQUESTS),
            Row.of("Requests-Tier3", "S3-GDATransition", "s3|deep-archive|1000-transitions", Unit.REQUESTS),
            Row.of("Requests-Tier3", "RestoreObject", "s3|glacier|1000-restore-requests", Unit.REQUESTS),
            Row.of("Retrieval-SIA", "s3|standard-ia|gb-retrieved", Unit.GIGABYTES),
            Row.of("Retrieval-ZIA", "s3|onezone-ia|gb-retrieved", Unit.GIGABYTES),
            Row.of("Retrieval-GIR", "s3|glacier-ir|gb-retrieved", Unit.GIGABYTES),
            Row.of("Standard-Retrieval-Bytes", "RestoreObject", "s3|glacier|gb-retrieved", Unit.GIGABYTES),
            Row.of(
                    "Standard-Retrieval-Bytes",
                    "DeepArchiveRestoreObject",
                    "s3|deep-archive|gb-retrieved",
                    Unit.GIGABYTES),
            Row.ofAnyOperation("Monitoring-Automation-INT", "s3|intelligent-tiering|1000-objects-month", Unit.OBJECTS)),

    /** Storage class Deep Archive, which is a service of its own; its other prices are those of {@link #S3}. */
    S3_DEEP_ARCHIVE(
            "AmazonS3GlacierDeepArchive",
            Place.ANY_LOCATION,
            List.of(),
            Row.ofAnyOperation("TimedStorage-GDA-ByteHrs", "s3|deep-archive|gb-month", Unit.STORED),
            Row.of("Requests-GDA-Tier1", "PutObject", "s3|deep-archive|1000-put-requests", Unit.REQUESTS),
            Row.ofAnyOperation("Requests-GDA-Tier3", "s3|deep-archive|1000-restore-requests", Unit.REQUESTS)),

    /** Public IPv4 addresses that are not in use, and interface endpoints, whose bytes become cheaper above 1 PB. */
    VPC(
            "AmazonVPC",
            Place.REGIONS_ONLY,
            List.of(whereAny("group", List.of("VPCE:VpcEndpoint", "VPCPublicIPv4Address"))),
            Row.of("PublicIPv4:IdleAddress", "vpc|public-ipv4|hour", Unit.HOURS),
            Row.of("VpcEndpoint-Hours", "VpcEndpoint", "vpc|interface-endpoint|hour", Unit.HOURS),
            Row.of("VpcEndpoint-Bytes", "VpcEndpoint", "vpc|interface-endpoint|gb", Unit.GIGABYTES)),

    /** Hours of load balancers. Those in Outposts, and of trust stores, have usage types of their own. */
    LOAD_BALANCING(
            "AWSELB",
            Place.REGIONS_ONLY,
            List.of(
                    where(Place.LOCATION_TYPE, Place.IN_REGION),
                    whereAny(
                            PriceListProduct.FAMILY,
                            List.of("Load Balancer-Application", "Load Balancer-Network", "Load Balancer-Gateway"))),
            Row.of("LoadBalancerUsage", "LoadBalancing:Application", "elb|application-load-balancer|hour", Unit.HOURS),
            Row.of("LoadBalancerUsage", "LoadBalancing:Network", "elb|network-load-balancer|hour", Unit.HOURS),
            Row.of("LoadBalancerUsage", "LoadBalancing:Gateway", "elb|gateway-load-balancer|hour", Unit.HOURS)),

    /** CloudWatch Logs: ingestion of custom logs, and storage. */
    CLOUDWATCH(
            "AmazonCloudWatch",
            Place.ANY_LOCATION,
            List.of(),
            Row.ofAnyOperation("TimedStorage-ByteHrs", "logs|standard|gb-month", Unit.STORED),
            Row.ofAnyOperation("DataProcessing-Bytes", "logs|standard|gb", Unit.GIGABYTES),
            Row.ofAnyOperation("DataProcessingIA-Bytes", "logs|infrequent-access|gb", Unit.GIGABYTES)),

    /** Images of ECR. Sources of service code, usage type and unit: infracost/infracost (36e1bb8) and three other readers of the list. */
    ECR(
            "AmazonECR",
            Place.REGIONS_ONLY,
            List.of(),
            Row.ofAnyOperation("TimedStorage-ByteHrs", "ecr|standard|gb-month", Unit.STORED)),

    /**
     * Instances of SageMaker that host models or are notebooks, by their type: {@code Host:ml.m5.xlarge}, {@code Notebk:ml.m5.xlarge}. The
     * same types have other prices for training. Source of the filter: the cost model of awslabs/llmeter, and price list clients with the
     * component {@code Notebook}; of usage types, operation and unit: bills in Cost Explorer ({@code USE1-Host:ml.g4dn.xlarge /
     * RunInstance}) and aws-samples/sagemaker-ssh-helper.
     */
    SAGEMAKER(
            "AmazonSageMaker",
            Place.ANY_LOCATION,
            List.of(whereAny("component", List.of("Hosting", "Notebook"))),
            Row.matching(
                    Map.of(Row.USAGE_TYPE, Row.afterRegion("Host:(ml\\.[a-z0-9.-]+)"), Row.OPERATION, "RunInstance"),
                    "sagemaker-hosting|*|hour",
                    Unit.HOURS),
            Row.matching(
                    Map.of(Row.USAGE_TYPE, Row.afterRegion("Notebk:(ml\\.[a-z0-9.-]+)"), Row.OPERATION, "RunInstance"),
                    "sagemaker-notebook|*|hour",
                    Unit.HOURS)),

    /**
     * Transfer, which EC2 and S3 charge alike. Its products have the region of the sender. Usage types to another region have the codes of
     * both, such as {@code USE1-USW2-AWS-Out-Bytes}. AWS gives away the first 100 GB a month to the internet, which are not in the list.
     */
    DATA_TRANSFER(
            "AWSDataTransfer",
            Place.SENDERS,
            List.of(whereAny("transferType", List.of("AWS Outbound", "InterRegion Outbound", "IntraRegion"))),
            Row.transfer(
                    Map.of(
                            "transferType",
                            "InterRegion Outbound",
                            "toLocationType",
                            Place.IN_REGION,
                            Row.USAGE_TYPE,
                            "[A-Z0-9]+-[A-Z0-9]+-AWS-Out-Bytes"),
                    Map.of(PriceListQuery.Charge.FIRST, List.of("s3|transfer-cross-region|gb"))),
            Row.transfer(
                    Map.of(
                            "transferType",
                            "IntraRegion",
                            Row.USAGE_TYPE,
                            Row.afterRegion("DataTransfer-Regional-Bytes")),
                    Map.of(PriceListQuery.Charge.FIRST, List.of("ec2|transfer-cross-zone|gb"))),
            Row.transfer(
                    Map.of(
                            "transferType",
                            "AWS Outbound",
                            "toLocation",
                            "External",
                            Row.USAGE_TYPE,
                            Row.afterRegion("DataTransfer-Out-Bytes")),
                    Map.of(
                            PriceListQuery.Charge.FIRST,
                            Row.toInternetFrom(100),
                            "10240",
                            Row.toInternetFrom(10_240),
                            "51200",
                            Row.toInternetFrom(51_200),
                            "153600",
                            Row.toInternetFrom(153_600))));

    private final String code;
    private final Place place;
    private final List<Filter> filters;
    private final List<Row> rows;

    /** @param filters of the products of a region that are requested; empty for all of them */
    PricedService(String code, Place place, List<Filter> filters, Row... rows) {
        this.code = code;
        this.place = place;
        this.filters = filters;
        this.rows = List.of(rows);
    }

    /** Service code in the price list. */
    String code() {
        return code;
    }

    /** Which products of a region are requested. */
    List<Filter> filters(String region) {
        return Stream.concat(Stream.of(where(place.attribute, region)), filters.stream())
                .toList();
    }

    /** What the price of a product is the price of; empty for a product of another kind or region. */
    Optional<PriceListQuery.Charge> charge(PriceListProduct product, String region) {
        return place.isIn(product, region)
                ? rows.stream()
                        .flatMap(row -> row.charge(product, region).stream())
                        .findFirst()
                : Optional.empty();
    }

    /** The keys of its prices in a region, apart from those that are named by their product. */
    Stream<PriceKey> keys(String region) {
        return rows.stream()
                .flatMap(row -> row.keys().values().stream())
                .flatMap(List::stream)
                .filter(key -> !key.contains(Row.NAMED_BY_PRODUCT))
                .map(key -> Row.priceKey(key, region));
    }

    /**
     * Products with the same price in a region.
     *
     * @param attributes patterns of what the products have, by name; {@code ""} for what they must not have
     * @param keys of the price by the first unit of its tier, as {@code service|type|unit}. A type of {@code *} is the text of the group in the
     *     patterns.
     * @param unit of the price in the list
     * @param selection which price counts if several products have the same key
     */
    record Row(
            Map<String, Pattern> attributes,
            Map<String, List<String>> keys,
            Unit unit,
            PriceListQuery.Selection selection) {

        static final String USAGE_TYPE = "usagetype";
        static final String OPERATION = "operation";
        static final String NAMED_BY_PRODUCT = "*";

        /** Products of this usage type that have no operation. */
        static Row of(String usageType, String key, Unit unit) {
            return of(usageType, "", key, unit);
        }

        /** Products of this usage type and operation. */
        static Row of(String usageType, String operation, String key, Unit unit) {
            return matching(
                    Map.of(USAGE_TYPE, afterRegion(Pattern.quote(usageType)), OPERATION, Pattern.quote(operation)),
                    key,
                    unit);
        }

        /** Products of this usage type, which have one price whatever the operation. */
        static Row ofAnyOperation(String usageType, String key, Unit unit) {
            return matching(Map.of(USAGE_TYPE, afterRegion(Pattern.quote(usageType))), key, unit);
        }

        /** Products whose attributes match these patterns. */
        static Row matching(Map<String, String> attributes, String key, Unit unit) {
            return new Row(
                    compile(attributes),
                    Map.of(PriceListQuery.Charge.FIRST, List.of(key)),
                    unit,
                    PriceListQuery.Selection.ONLY);
        }

        /** Transfer, by the first GB of each tier in the list. */
        static Row transfer(Map<String, String> attributes, Map<String, List<String>> keys) {
            return new Row(compile(attributes), keys, Unit.GIGABYTES, PriceListQuery.Selection.MOST_FREQUENT);
        }

        static List<String> toInternetFrom(int gigabytes) {
            return List.of(
                    "ec2|transfer-internet-from-" + gigabytes + "|gb",
                    "s3|transfer-internet-from-" + gigabytes + "|gb");
        }

        /**
         * The pattern of a usage type with the code of its region, which precedes it except in us-east-1. {@code TS} is no region: the usage
         * type of trust stores begins like one of a load balancer with a code.
         */
        static String afterRegion(String usageType) {
            return "(?!TS-)(?:[A-Z0-9]+-)?" + usageType;
        }

        private static Map<String, Pattern> compile(Map<String, String> attributes) {
            Map<String, Pattern> patterns = new TreeMap<>();
            attributes.forEach((name, pattern) -> patterns.put(name, Pattern.compile(pattern)));
            return patterns;
        }

        /** What the price of a product is the price of; empty for other products. */
        Optional<PriceListQuery.Charge> charge(PriceListProduct product, String region) {
            String name = "";
            for (Map.Entry<String, Pattern> attribute : attributes.entrySet()) {
                Matcher matcher = attribute.getValue().matcher(product.attribute(attribute.getKey()));
                if (!matcher.matches()) {
                    return Optional.empty();
                }
                name = matcher.groupCount() > 0 ? matcher.group(1) : name;
            }
            Map<String, List<PriceKey>> named = new HashMap<>();
            for (Map.Entry<String, List<String>> tier : keys.entrySet()) {
                named.put(tier.getKey(), priceKeys(tier.getValue(), name, region));
            }
            return Optional.of(new PriceListQuery.Charge(named, unit.names, unit.factor, selection));
        }

        private static List<PriceKey> priceKeys(List<String> keys, String name, String region) {
            return keys.stream()
                    .map(key -> priceKey(key.replace(NAMED_BY_PRODUCT, name), region))
                    .toList();
        }

        static PriceKey priceKey(String key, String region) {
            List<String> fields = Arrays.asList(key.split("\\|"));
            return new PriceKey(fields.get(0), fields.get(1), region, "", "", fields.get(2));
        }
    }

    /** Which attributes of a product name its region. */
    enum Place {
        /** Services whose products all are in regions. */
        ANY_LOCATION("regionCode", false),
        /** Services with the same products in local zones, whose prices differ. */
        REGIONS_ONLY("regionCode", true),
        SENDERS("fromRegionCode", false);

        static final String LOCATION_TYPE = "locationType";
        static final String IN_REGION = "AWS Region";

        private final String attribute;
        private final boolean regionsOnly;

        Place(String attribute, boolean regionsOnly) {
            this.attribute = attribute;
            this.regionsOnly = regionsOnly;
        }

        boolean isIn(PriceListProduct product, String region) {
            return product.has(attribute, region) && (!regionsOnly || product.has(LOCATION_TYPE, IN_REGION));
        }
    }

    /** Units of the list. */
    enum Unit {
        STORED(BigDecimal.ONE, "GB-Mo", "GB-month"),
        IOPS(BigDecimal.ONE, "IOPS-Mo"),
        /** The list has GiB a second, keys have MiB. */
        THROUGHPUT(new BigDecimal("0.0009765625"), "GiBps-mo"),
        HOURS(BigDecimal.ONE, "Hrs"),
        GIGABYTES(BigDecimal.ONE, "GB"),
        REQUESTS(new BigDecimal(1000), "Requests"),
        OBJECTS(new BigDecimal(1000), "Objects");

        private final BigDecimal factor;
        private final Set<String> names;

        Unit(BigDecimal factor, String... names) {
            this.factor = factor;
            this.names = Set.of(names);
        }
    }
}
