package dev.gleaner.collector.source.price;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gleaner.contracts.resource.PriceKey;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PricedServiceTest {

    private static final LocalDate DAY = LocalDate.of(2026, 11, 25);
    private static final String PARIS = "eu-west-3";
    private static final String NONE = "–";
    private static final String ANY = "any";

    /** A row of the table of keys in docs/sources.md. */
    record Documented(String key, String code, String usageType, String operation, String unit) {

        boolean isListed() {
            return !code.equals(NONE);
        }

        /** First GB of the tier. */
        String from() {
            return usageType.contains(" from ")
                    ? usageType.replaceAll(".* from ([\\d,]+) GB", "$1").replace(",", "")
                    : "0";
        }

        /** A product has a first tier whatever else it has. */
        Set<String> tiers() {
            return new TreeSet<>(List.of("0", from()));
        }

        String type() {
            return usageType.replaceAll(" from .*", "").replace("REGION", "USE1");
        }

        String volume() {
            return type().startsWith("EBS:VolumeUsage") ? key.split("\\|")[1] : "";
        }

        PriceKey priceKey(String region) {
            String[] cells = key.split("\\|");
            return new PriceKey(cells[0], cells[1], region, "", "", cells[2]);
        }
    }

    @ParameterizedTest
    @MethodSource("documented")
    void shouldReadEveryDocumentedPrice(Documented row) {
        assertThat(read(product(row, "EUW3-" + row.type(), PARIS, Map.of())))
                .as("with the code of a region")
                .contains(row.priceKey(PARIS));
        if (!row.code().equals("AWSDataTransfer") || !row.usageType().startsWith("REGION")) {
            assertThat(read(product(row, row.type(), "us-east-1", Map.of()), "us-east-1"))
                    .as("without one")
                    .contains(row.priceKey("us-east-1"));
        }
    }

    @ParameterizedTest
    @MethodSource("documented")
    void shouldHaveOneKeyForEachDocumentedUsageType(Documented row) {
        Set<PriceKey> expected = documented().stream()
                .filter(other -> other.code().equals(row.code())
                        && other.type().equals(row.type())
                        && row.tiers().contains(other.from())
                        && other.operation().equals(row.operation()))
                .map(other -> other.priceKey(PARIS))
                .collect(Collectors.toSet());

        assertThat(read(product(row, "EUW3-" + row.type(), PARIS, Map.of()))).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("documented")
    void shouldLeaveOutOtherRegions(Documented row) {
        assertThat(read(product(row, "EUW3-" + row.type(), "eu-west-1", Map.of())))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("documented")
    void shouldLeaveOutOtherOperations(Documented row) {
        boolean isAny = row.operation().equals(ANY)
                || row.code().equals("AWSDataTransfer")
                || !row.volume().isEmpty();

        Set<PriceKey> read = read(product(row, "EUW3-" + row.type(), PARIS, Map.of("operation", "Another")));

        assertThat(read.isEmpty()).isEqualTo(!isAny);
    }

    /** A trust store costs a fifth of a load balancer; us-east-1 has no code before it. */
    @ParameterizedTest
    @ValueSource(strings = {"TS-LoadBalancerUsage", "Outposts-LoadBalancerUsage"})
    void shouldNotTakeWhatCostsLessForALoadBalancer(String type) {
        Documented row = documented().stream()
                .filter(one -> one.key().equals("elb|application-load-balancer|hour"))
                .findFirst()
                .orElseThrow();

        assertThat(read(product(row, row.type(), "us-east-1", Map.of()), "us-east-1"))
                .hasSize(1);
        assertThat(read(product(row, type, "us-east-1", Map.of()), "us-east-1")).isEmpty();
        assertThat(read(product(row, "EUW3-" + type, PARIS, Map.of()))).isEmpty();
    }

    /** Training, Studio, asynchronous and shadow endpoints have prices of their own. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "EUW3-Train:ml.m5.xlarge",
                "EUW3-AsyncInf:ml.m5.xlarge",
                "EUW3-Studio:KernelGateway-ml.m5.xlarge",
                "EUW3-LAX1-Host:ml.m5.xlarge",
                "EUW3-Host:VolumeUsage.gp2"
            })
    void shouldNotTakeOtherInstancesOfSageMakerForHosting(String type) {
        Documented row = documented().stream()
                .filter(one -> one.key().equals("sagemaker-hosting|ml.m5.xlarge|hour"))
                .findFirst()
                .orElseThrow();

        assertThat(read(product(row, "EUW3-" + row.type(), PARIS, Map.of()))).hasSize(1);
        assertThat(read(product(row, type, PARIS, Map.of()))).isEmpty();
    }

    /** Its products are in the answer if AWS does not know a filter. */
    @ParameterizedTest
    @MethodSource("documented")
    void shouldLeaveOutPlacesThatAreNotRegions(Documented row) {
        Set<String> notChecked =
                Set.of("AmazonCloudWatch", "AmazonS3GlacierDeepArchive", "AWSDataTransfer", "AmazonSageMaker");

        Set<PriceKey> read = read(product(row, "EUW3-" + row.type(), PARIS, Map.of("locationType", "AWS Local Zone")));

        assertThat(read.isEmpty()).isEqualTo(!notChecked.contains(row.code()));
    }

    @ParameterizedTest
    @CsvSource({
        "AmazonEC2,EUW3-EBS:VolumeP-IOPS.io2.tier2,''",
        "AmazonEC2,EUW3-EBS:VolumeP-IOPS.io2.tier3,''",
        "AmazonEC2,EUW3-EBS:SnapshotUsage.outposts,''",
        "AmazonEC2,EUW3-EBS:SnapshotUsageUnderBilling,''",
        "AmazonEC2,EUW3-RegionalNatGateway-Hours,NatGateway",
        "AmazonEC2,EUW3-NatGateway-Prvd-Bytes,NatGateway",
        "AmazonS3,EUW3-Tables-TimedStorage-ByteHrs,''",
        "AmazonS3,EUW3-Files-Requests-Tier1,''",
        "AmazonS3,EUW3-TimedStorage-RRS-ByteHrs,''",
        "AmazonS3,EUW3-TimedStorage-GlacierStaging,''",
        "AmazonS3,EUW3-TimedStorage-INT-DAA-ByteHrs,''",
        "AmazonS3,EUW3-Requests-Tier5,RestoreObject",
        "AmazonS3,EUW3-Requests-Tier6,RestoreObject",
        "AmazonS3GlacierDeepArchive,EUW3-Requests-GDA-Tier5,DeepArchiveRestoreObjectBulk",
        "AmazonS3,EUW3-Standard-Retrieval-Bytes,IntDAARestoreObject",
        "AmazonS3,EUW3-Bulk-Retrieval-Bytes,RestoreObject",
        "AmazonS3GlacierDeepArchive,EUW3-Requests-GDA-Tier1,UploadPart",
        "AmazonS3GlacierDeepArchive,EUW3-TimedStorage-GDA-Staging,''",
        "AmazonVPC,EUW3-PublicIPv4:InUseAddress,''",
        "AmazonVPC,EUW3-VpcEndpoint-GWLBE-Hours,VpcEndpoint",
        "AmazonVPC,EUW3-VpcEndpoint-Hours,VpcEndpointService",
        "AmazonCloudWatch,EUW3-VendedLog-Bytes,''",
        "AmazonCloudWatch,EUW3-VendedLogIA-Bytes,''"
    })
    void shouldLeaveOutWhatLooksSimilar(String code, String usageType, String operation) {
        Documented row = new Documented("a|b|c", code, "", operation, "GB");

        assertThat(read(product(row, usageType, PARIS, Map.of()))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "AWS Inbound,EUW3-DataTransfer-In-Bytes,External,Other",
        "AWS Inbound,EUW3-DataTransfer-Out-Bytes,External,Other",
        "AWS Outbound,EUW3-DataTransfer-Out-OBytes,External,Other",
        "AWS Outbound,EUW3-DataTransfer-Out-Bytes,US East (N. Virginia),AWS Region",
        "InterRegion Inbound,EUW3-USE1-AWS-In-Bytes,US East (N. Virginia),AWS Region",
        "InterRegion Outbound,EUW3-USE1-AWS-In-Bytes,US East (N. Virginia),AWS Region",
        "InterRegion Outbound,EUW3-USE1LAX1-AWS-Out-Bytes,Los Angeles,AWS Local Zone",
        "IntraRegion,EUW3-DataTransfer-xAZ-Out-Bytes,EU (Paris),AWS Region"
    })
    void shouldLeaveOutOtherTransfer(String transferType, String usageType, String to, String toType) {
        Map<String, String> attributes = Map.of(
                "fromRegionCode", PARIS,
                "transferType", transferType,
                "usagetype", usageType,
                "toLocation", to,
                "toLocationType", toType);

        assertThat(read(RecordedProducts.entry(
                        "AWSDataTransfer",
                        "Data Transfer",
                        attributes,
                        RecordedProducts.term("2026-11-01T00:00:00Z", "GB", "USD", "0.02"))))
                .isEmpty();
    }

    /** The volume's type is an attribute; its usage type is not enough. */
    @ParameterizedTest
    @ValueSource(strings = {"EUW3-EBS:VolumeIOUsage", "EUW3-EBS:VolumeUsage-outposts", "EUW3-LAX1-EBS:VolumeUsage.gp2"})
    void shouldLeaveOutOtherPartsOfAVolume(String usageType) {
        Documented row = new Documented("ebs|gp2|gb-month", "AmazonEC2", "EBS:VolumeUsage.gp2", NONE, "GB-Mo");

        assertThat(read(product(row, usageType, PARIS, Map.of()))).isEmpty();
    }

    @Test
    void shouldDocumentEveryKeyThatIsRead() {
        Set<PriceKey> keys = Arrays.stream(PricedService.values())
                .flatMap(service -> service.keys(PARIS))
                .collect(Collectors.toSet());

        assertThat(keys).hasSizeGreaterThan(40);
        assertThat(documented().stream().map(row -> row.priceKey(PARIS))).containsAll(keys);
    }

    static List<Documented> documented() {
        return table().stream().filter(Documented::isListed).toList();
    }

    private static List<Documented> table() {
        List<String> lines;
        try {
            lines = Files.readAllLines(Path.of("../docs/sources.md"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        int head = lines.indexOf("| key | service code | usage type | operation | unit in the list |");
        assertThat(head).isPositive();
        return lines.stream()
                .skip(head + 2L)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Arrays.stream(line.split("(?<!\\\\)\\|"))
                        .skip(1)
                        .map(cell -> cell.strip().replace("`", "").replace("\\|", "|"))
                        .toList())
                .map(cells -> new Documented(cells.get(0), cells.get(1), cells.get(2), cells.get(3), cells.get(4)))
                .toList();
    }

    private static Set<PriceKey> read(String product) {
        return read(product, PARIS);
    }

    /** Keys that any of the queries reads from this product, if it is of its service. */
    private static Set<PriceKey> read(String product, String region) {
        Set<PriceKey> keys = new HashSet<>();
        for (PriceListQuery.Services query : PriceListQuery.Services.of(region)) {
            if (product.contains("\"serviceCode\":\"" + query.service().code() + "\"")) {
                ParsedPrices parsedPrices = PriceListParser.read(query, List.of(product), DAY);
                assertThat(parsedPrices.deadLetters()).isEmpty();
                parsedPrices.prices().forEach(price -> {
                    assertThat(price.amount()).isGreaterThan(BigDecimal.ZERO);
                    keys.add(price.key());
                });
            }
        }
        return keys;
    }

    private static String product(Documented row, String usageType, String region, Map<String, String> other) {
        Map<String, String> attributes = new HashMap<>();
        attributes.put("usagetype", usageType);
        attributes.put("operation", Set.of(NONE, ANY).contains(row.operation()) ? "" : row.operation());
        attributes.put("locationType", "AWS Region");
        if (row.code().equals("AWSDataTransfer")) {
            attributes.put("fromRegionCode", region);
            attributes.putAll(transfer(row.type()));
        } else {
            attributes.put("regionCode", region);
        }
        if (!row.volume().isEmpty()) {
            attributes.put("volumeApiName", row.volume());
        }
        attributes.putAll(other);
        String terms = RecordedProducts.term(
                "2026-11-01T00:00:00Z",
                row.tiers().stream()
                        .map(from -> RecordedProducts.dimension(from, row.unit(), "USD", "0.5"))
                        .toArray(String[]::new));
        String family = row.volume().isEmpty() ? "System Operation" : "Storage";
        return RecordedProducts.entry(row.code(), family, attributes, terms);
    }

    private static Map<String, String> transfer(String type) {
        return switch (type) {
            case "DataTransfer-Regional-Bytes" -> Map.of("transferType", "IntraRegion");
            case "DataTransfer-Out-Bytes" -> Map.of("transferType", "AWS Outbound", "toLocation", "External");
            default -> Map.of("transferType", "InterRegion Outbound", "toLocationType", "AWS Region");
        };
    }
}
