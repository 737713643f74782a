package dev.gleaner.analyzer.spend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.gleaner.contracts.signal.proto.BilledCharge;
import dev.gleaner.contracts.signal.proto.ChargeCategory;
import dev.gleaner.contracts.spend.SpendCategory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BillCategoryTableTest {

    private final BillCategoryTable table = BillCategoryTable.read(Optional.empty());

    @ParameterizedTest
    @CsvSource({
        "AmazonEC2, BoxUsage:g5.xlarge, active-compute",
        "AmazonEC2, USE2-SpotUsage:p4d.24xlarge, active-compute",
        "ComputeSavingsPlans, ComputeSP:1yrNoUpfront, active-compute",
        "AmazonSageMaker, USE1-Host:ml.g5.xlarge, active-compute",
        "AmazonBedrock, USE1-Claude-input-tokens, active-compute",
        "AmazonEC2, EBS:VolumeUsage.gp3, storage",
        "AmazonEC2, EUW1-EBS:SnapshotUsage, storage",
        "AmazonS3, TimedStorage-ByteHrs, storage",
        "AmazonS3, Requests-Tier1, storage",
        "AmazonECR, TimedStorage-ByteHrs, storage",
        "AmazonSageMaker, USE1-Studio:VolumeUsage.gp2, storage",
        "AmazonEC2, NatGateway-Hours, egress",
        "AmazonEC2, USE2-NatGateway-Bytes, egress",
        "AmazonEC2, DataTransfer-Out-Bytes, egress",
        "AmazonEC2, DataTransfer-Regional-Bytes, egress",
        "AmazonS3, USE1-USW2-AWS-Out-Bytes, egress",
        "AmazonVPC, VpcEndpoint-Hours, egress",
        "AmazonCloudFront, US-Requests-Tier1, egress",
        "AmazonVPC, PublicIPv4:InUseAddress, operations",
        "AmazonCloudWatch, DataProcessing-Bytes, operations",
        "AWSELB, LoadBalancerUsage, operations",
        "AmazonEKS, USE1-AmazonEKS-Hours:perCluster, operations",
        "AWSSupportBusiness, Dollar, operations",
        "AmazonSomethingNew, Unheard-Of, unclassified"
    })
    void shouldAssignEachChargeToACategory(String service, String usageType, String category) {
        assertThat(category(service, usageType).id()).isEqualTo(category);
    }

    /** A bill in FOCUS 1.0 has names instead of codes, and descriptions instead of usage types. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Amazon Elastic Compute Cloud | $0.04 per On Demand Linux t2.medium Instance Hour | active-compute",
                "Amazon Elastic Compute Cloud | $0.10 per GB-month of General Purpose (gp2) provisioned storage | storage",
                "Amazon Elastic Compute Cloud | $0.045 per NAT Gateway Hour | egress",
                "Amazon Elastic Compute Cloud | $0.010 per GB - regional data transfer - in/out/between EC2 AZs | egress",
                "Amazon Simple Storage Service | $0.0004 per 10,000 GET requests | storage",
                "Amazon Virtual Private Cloud | $0.005 per In-use public IPv4 address per hour | operations"
            })
    void shouldKnowNamesAndDescriptions(String service, String description, String category) {
        assertThat(category(service, description).id()).isEqualTo(category);
    }

    @Test
    void shouldAssignTaxesWhateverTheyAreFor() {
        BillCategoryTable.Type type = table.typeOf(BilledCharge.newBuilder()
                .setService("AmazonEC2")
                .setCategory(ChargeCategory.TAX)
                .build());

        assertThat(type.category()).isEqualTo(SpendCategory.OPERATIONS);
        assertThat(type.shared()).hasToString("TAX");
    }

    @Test
    void shouldClassifyMostOfARecordedBill() throws IOException {
        Path sample = Path.of("../../shared/data/billing_focus/focus_sample.csv");
        Assumptions.assumeTrue(Files.exists(sample), "no recorded bill");
        Map<SpendCategory, Integer> counts = new TreeMap<>();
        try (MappingIterator<Map<String, String>> rows = new CsvMapper()
                .readerForMapOf(String.class)
                .with(CsvSchema.emptySchema().withHeader())
                .readValues(sample.toFile())) {
            while (rows.hasNext()) {
                Map<String, String> row = rows.next();
                if (row.get("ProviderName").equals("AWS")) {
                    counts.merge(category(row.get("ServiceName"), row.get("ChargeDescription")), 1, Integer::sum);
                }
            }
        }

        assertThat(counts.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(942);
        // A service of another company.
        assertThat(counts.getOrDefault(SpendCategory.UNCLASSIFIED, 0)).isEqualTo(1);
        assertThat(counts.keySet())
                .contains(
                        SpendCategory.STORAGE,
                        SpendCategory.ACTIVE_COMPUTE,
                        SpendCategory.EGRESS,
                        SpendCategory.OPERATIONS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "a,b,c; 3 columns instead of 5",
                ",,,food,; no category food",
                ",(,,storage,; ( is no regular expression",
                "gift,,,storage,; GIFT",
                ",,,storage,rent; no kind of shared cost rent"
            })
    void shouldSayWhereAConfiguredTableIsWrong(String line, String problem, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("own.csv"), "# own\n,,,storage,\n" + line + "\n");

        assertThatThrownBy(() -> BillCategoryTable.read(Optional.of(file)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("own.csv, line 3")
                .hasMessageContaining(problem);
    }

    private SpendCategory category(String service, String usageType) {
        return table.typeOf(BilledCharge.newBuilder()
                        .setService(service)
                        .setUsageType(usageType)
                        .setCategory(ChargeCategory.USAGE)
                        .build())
                .category();
    }
}
