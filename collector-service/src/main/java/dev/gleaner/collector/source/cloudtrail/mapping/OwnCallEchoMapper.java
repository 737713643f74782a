package dev.gleaner.collector.source.cloudtrail.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.source.cloudtrail.record.CloudTrailRecord;
import dev.gleaner.contracts.audit.CloudTrailEcho;
import dev.gleaner.contracts.resource.Arn;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Maps the records of Gleaner's own calls, including refused ones, to echoes. */
final class OwnCallEchoMapper {

    /** Names of calls that change nothing, for records without {@code readOnly}. */
    private static final Pattern READS = Pattern.compile("(?:Describe|Get|List|Head)[A-Z].*");

    private OwnCallEchoMapper() {}

    /** The echo of a marked call; empty for any other call, and for a record without an identity. */
    static Optional<CloudTrailEcho> map(CloudTrailRecord record) {
        if (!record.isOwnCall()
                || record.requestId().isEmpty()
                || record.owner().isEmpty()) {
            return Optional.empty();
        }
        return record.instant()
                .map(time -> new CloudTrailEcho(
                        record.requestId(),
                        record.id(),
                        record.name(),
                        time,
                        record.owner(),
                        record.region(),
                        resource(record),
                        record.hasFailed() ? record.errorCode() : null,
                        isReadOnly(record)));
    }

    private static boolean isReadOnly(CloudTrailRecord record) {
        return record.readOnly().isEmpty()
                ? READS.matcher(record.name()).matches()
                : record.readOnly().equals("true");
    }

    private static @Nullable String resource(CloudTrailRecord record) {
        List<Arn> found = resources(record).distinct().toList();
        return found.size() == 1 ? found.get(0).toString() : null;
    }

    private static Stream<Arn> resources(CloudTrailRecord record) {
        JsonNode request = record.request();
        Stream<Arn> instances = ChangeAttributes.items(request.path("instancesSet"))
                .map(instance -> instance.path("instanceId").asText())
                .filter(id -> id.startsWith("i-"))
                .map(id -> Arn.instance(record.region(), record.owner(), id));
        Stream<Arn> buckets = text(request.path("bucketName")).map(Arn::bucket);
        // CreateVpcEndpoint is one of the calls whose parameters are nested one level deeper, with capital letters.
        Stream<Arn> networks = text(request.path("CreateVpcEndpointRequest").path("VpcId"))
                .map(id -> Arn.vpc(record.region(), record.owner(), id));
        return Stream.of(instances, buckets, networks).flatMap(found -> found);
    }

    private static Stream<String> text(JsonNode node) {
        return Stream.of(node.asText()).filter(text -> !text.isEmpty());
    }
}
