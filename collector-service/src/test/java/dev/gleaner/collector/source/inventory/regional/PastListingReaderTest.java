package dev.gleaner.collector.source.inventory.regional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gleaner.collector.aws.AccessDeniedRecorder;
import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.listing.KindListing;
import dev.gleaner.collector.listing.ListedRegion;
import dev.gleaner.collector.listing.ReadingConfig;
import dev.gleaner.collector.listing.RegionListing;
import dev.gleaner.collector.listing.kind.ElasticIpListing;
import dev.gleaner.collector.listing.kind.LogGroupListing;
import dev.gleaner.collector.listing.kind.SnapshotListing;
import dev.gleaner.collector.listing.kind.VolumeListing;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PastListingReaderTest {

    private static final Instant OLD = Instant.parse("2026-02-01T06:00:00Z");
    private static final Instant NEW = Instant.parse("2026-02-02T06:00:00Z");

    private static final String VOLUMES = """
            {"Volumes": [
              {"Attachments": [], "AvailabilityZone": "eu-west-3a", "CreateTime": "2026-01-05T08:00:00+00:00",
               "Encrypted": false, "Size": 20, "SnapshotId": "", "State": "available", "VolumeId": "vol-1", "Iops": 3000,
               "Tags": [{"Key": "team", "Value": "vision"}], "VolumeType": "gp3", "MultiAttachEnabled": false,
               "Throughput": 125},
              {"Attachments": [{"AttachTime": "2026-01-06T08:00:00.000Z", "Device": "/dev/sdf", "InstanceId": "i-1",
                                "State": "attached", "VolumeId": "vol-2", "DeleteOnTermination": false}],
               "Size": 8, "State": "in-use", "VolumeId": "vol-2", "VolumeType": "gp2"}]}""";

    private static final String ADDRESSES = """
            {"Addresses": [
              {"PublicIp": "203.0.113.7", "AllocationId": "eipalloc-1", "Domain": "vpc", "PublicIpv4Pool": "amazon"},
              {"PublicIp": "203.0.113.8", "AllocationId": "eipalloc-2", "Domain": "vpc", "PublicIpv4Pool": "amazon",
               "InstanceId": "i-1", "AssociationId": "eipassoc-1"}]}""";

    @TempDir
    private Path folder;

    private PastListingReader reader;

    @BeforeEach
    void read() {
        reader = new PastListingReader(folder);
    }

    @Test
    void shouldFindTheFilesOfAKindOldestFirst() throws Exception {
        put("111122223333/eu-west-3/volumes/b.json", VOLUMES, OLD);
        put("111122223333/eu-west-3/volumes/a.json", VOLUMES, NEW);
        put("444455556666/us-east-1/volumes/c.json", VOLUMES, NEW);
        put("111122223333/eu-west-3/addresses/a.json", ADDRESSES, NEW);
        // Not finished, of no account, of no region, and of no listing.
        put("111122223333/eu-west-3/volumes/.d.json.new", VOLUMES, NEW);
        put("mine/eu-west-3/volumes/e.json", VOLUMES, NEW);
        put("111122223333/everywhere/volumes/f.json", VOLUMES, NEW);
        put("111122223333/eu-west-3/volumes/notes.txt", "notes", NEW);

        assertThat(reader.files(new VolumeListing(null, null, null)))
                .extracting(PastListingReader.PastListingFile::place)
                .containsExactly(
                        "111122223333/eu-west-3/volumes/b.json",
                        "111122223333/eu-west-3/volumes/a.json",
                        "444455556666/us-east-1/volumes/c.json");
        assertThat(reader.files(new ElasticIpListing(null, null)))
                .extracting(PastListingReader.PastListingFile::asOf)
                .containsExactly(NEW);
    }

    @Test
    void shouldFindNothingWithoutTheFolder() throws Exception {
        assertThat(new PastListingReader(folder.resolve("absent")).files(new VolumeListing(null, null, null)))
                .isEmpty();
    }

    @Test
    void shouldReadWhatTheCliPrintsOfVolumes() throws Exception {
        List<Signal> signals = signals(new VolumeListing(null, null, null), VOLUMES);

        assertThat(signals)
                .extracting(Signal::getResource)
                .containsExactly(
                        "arn:aws:ec2:eu-west-3:111122223333:volume/vol-1",
                        "arn:aws:ec2:eu-west-3:111122223333:volume/vol-2");
        Signal free = signals.get(0);
        assertThat(free.getSource()).isEqualTo("inventory-volumes");
        assertThat(free.getObservedAt()).isEqualTo(OLD.toEpochMilli());
        assertThat(free.getInventory().getState()).isEqualTo("available");
        assertThat(free.getInventory().getAttachmentsList()).isEmpty();
        assertThat(free.getInventory().getCreated())
                .isEqualTo(Instant.parse("2026-01-05T08:00:00Z").toEpochMilli());
        assertThat(free.getInventory().getTagsMap()).containsEntry("team", "vision");
        assertThat(signals.get(1).getInventory().getAttachments(0).getInstance())
                .isEqualTo("arn:aws:ec2:eu-west-3:111122223333:instance/i-1");
    }

    @Test
    void shouldReadWhatTheCliPrintsOfAddresses() throws Exception {
        List<Signal> signals = signals(new ElasticIpListing(null, null), ADDRESSES);

        assertThat(signals)
                .extracting(signal -> signal.getInventory().getParent())
                .containsExactly("", "arn:aws:ec2:eu-west-3:111122223333:instance/i-1");
        assertThat(signals)
                .extracting(signal -> signal.getInventory().getType())
                .containsOnly("amazon");
    }

    @Test
    void shouldReadAListingOfNothing() throws Exception {
        assertThat(signals(new VolumeListing(null, null, null), "{\"Volumes\": []}"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{}",
                "{\"Addresses\": []}",
                "{\"Volumes\": [{\"VolumeId\": \"vol-1\"}], \"NextToken\": \"more\"}",
                "{\"Volumes\": [{\"Size\": 20}]}",
                "{\"Volumes\": [{\"VolumeId\": \"vol-1\", \"Size\": \"secret\"}]}",
                "{\"Volumes\": [{\"VolumeId\": \"vol-1\", \"CreateTime\": \"secret\"}]}"
            })
    void shouldRefuseAnythingElseWithoutRepeatingIt(String json) {
        InvalidInputException refused = catchThrowableOfType(
                InvalidInputException.class, () -> signals(new VolumeListing(null, null, null), json));

        assertThat(refused.reason()).isNotEmpty().doesNotContain("secret");
    }

    /** Of these kinds AWS itself shows what a rule has to know of the past. */
    @Test
    void shouldReadNoOtherKinds() {
        assertThat(new LogGroupListing(null, null, null).recordedListingParser())
                .isEmpty();
        assertThat(new SnapshotListing(null, null).recordedListingParser()).isEmpty();
        assertThat(new OtherKind().kind()).isEqualTo("others");
    }

    private List<Signal> signals(KindListing kind, String json) throws InvalidInputException {
        PastListingReader.PastListingFile file = new PastListingReader.PastListingFile(
                folder.resolve("a.json"), "a.json", "111122223333", "eu-west-3", OLD);
        return PastListingReader.signals(
                kind, kind.recordedListingParser().orElseThrow(), file, json.getBytes(StandardCharsets.UTF_8));
    }

    private void put(String place, String content, Instant written) throws IOException {
        Path file = folder.resolve(place);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(written));
    }

    private static final class OtherKind implements KindListing {

        @Override
        public String source() {
            return "inventory-others";
        }

        @Override
        public ListingCall listingCall() {
            return new ListingCall(ResourceKind.VOLUME, "ec2:DescribeOthers");
        }

        @Override
        public ReadingConfig config() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ListedRegion list(
                AwsAccountRegion awsAccountRegion, RegionListing listing, AccessDeniedRecorder denied) {
            return ListedRegion.of(List.of());
        }
    }
}
