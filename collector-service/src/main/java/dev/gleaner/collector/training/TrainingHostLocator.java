package dev.gleaner.collector.training;

import dev.gleaner.collector.fleet.InstanceLaunchRegistry;
import dev.gleaner.collector.listing.ListingRegistry;
import dev.gleaner.collector.listing.kind.ScalingGroupListing;
import dev.gleaner.contracts.resource.Arn;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Determines the instance that writes checkpoints by the session in which it calls S3, and the Auto Scaling group that launched it.
 *
 * @param words by which checkpoints are recognised
 */
@Singleton
public record TrainingHostLocator(
        CheckpointKeyParser.Words words, InstanceLaunchRegistry launches, ListingRegistry listed) {

    /**
     * A session of the role of an instance: its name is the id of the instance. Source: IAM User Guide, "How the sourceIdentity and role
     * session name are set for EC2 instances": {@code aws:userid} is {@code role-id:ec2-instance-id}.
     */
    private static final Pattern SESSION =
            Pattern.compile("arn:[^:]*:sts::([0-9]{12}):assumed-role/(?:[^/]+/)+(i-[0-9a-f]{8,17})");

    /**
     * The host in whose session a call was made; empty if the session is none of an instance. An instance that no listing shows is
     * assumed to be in the region of the call.
     *
     * @param identityArn of the caller, in a record of CloudTrail
     * @param region of the call
     */
    public Optional<TrainingHost> locate(String identityArn, String region) {
        Matcher session = SESSION.matcher(identityArn);
        if (!session.matches()) {
            return Optional.empty();
        }
        String account = session.group(1);
        String id = session.group(2);
        return Optional.of(launches.find(id)
                .filter(launch -> launch.instance().account().equals(account))
                .map(this::host)
                .orElseGet(() -> new TrainingHost(Arn.instance(region, account, id), id, "", "", "", "")));
    }

    private TrainingHost host(InstanceLaunchRegistry.Launch launch) {
        Arn instance = launch.instance();
        Optional<Arn> group = launch.group().isEmpty()
                ? Optional.empty()
                : listed.find(
                                ScalingGroupListing.NamedGroup.class,
                                instance.account(),
                                instance.region(),
                                launch.group())
                        .map(ScalingGroupListing.NamedGroup::arn);
        return new TrainingHost(
                group.orElse(instance),
                instance.id(),
                launch.type(),
                launch.market(),
                launch.platform(),
                launch.tenancy());
    }
}
