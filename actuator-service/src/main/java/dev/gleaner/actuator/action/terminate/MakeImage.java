package dev.gleaner.actuator.action.terminate;

import dev.gleaner.actuator.action.Order;
import dev.gleaner.actuator.action.Progress;
import dev.gleaner.actuator.action.instance.InstanceStep;
import dev.gleaner.actuator.aws.AwsClients;
import dev.gleaner.actuator.aws.InstanceSighting;
import dev.gleaner.actuator.aws.InstanceTags;
import dev.gleaner.actuator.aws.QuarantineImage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.ec2.model.CreateImageRequest;
import software.amazon.awssdk.services.ec2.model.Ec2Response;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Keeps the volumes of an instance as an image: what is left of it, and the way back. */
final class MakeImage extends InstanceStep {

    /** Snapshots of large volumes take hours. */
    private static final Duration PATIENCE = Duration.ofDays(1);

    MakeImage(AwsClients clients) {
        super(clients, Quarantine::broken);
    }

    @Override
    public String name() {
        return "image";
    }

    @Override
    public String call() {
        return "ec2:CreateImage";
    }

    @Override
    public String overtaken() {
        return "its image did not become what it has to be, or somebody started the instance or took its tag off";
    }

    /** It is made of what will be terminated, and so not before that may be. */
    @Override
    public boolean isIrreversible() {
        return true;
    }

    @Override
    public Optional<Duration> patience() {
        return Optional.of(PATIENCE);
    }

    /** EC2 takes a name once, so that a second call makes no second image. */
    @Override
    public CompletableFuture<? extends Ec2Response> send(Ec2AsyncClient ec2, Order order, InstanceSighting before) {
        TagSpecification tags = TagSpecification.builder()
                .resourceType(ResourceType.IMAGE)
                .tags(tag -> tag.key(InstanceTags.ACTION).value(order.action()))
                .build();
        return ec2.createImage(CreateImageRequest.builder()
                .instanceId(order.target().id())
                .name("gleaner-" + order.action())
                .description("Of " + order.target().id() + " before it was terminated")
                .noReboot(true)
                .tagSpecifications(tags)
                .build());
    }

    @Override
    protected Progress see(Order order, InstanceSighting before, InstanceSighting now) {
        if (now.instance().isTerminated()) {
            return Progress.LOST;
        }
        if (Quarantine.broken(order, now).isPresent()) {
            return Progress.OVERTAKEN;
        }
        QuarantineImage image = now.image();
        if (image == null) {
            return Progress.NOT_YET;
        }
        if (image.isAvailable()) {
            return Progress.DONE;
        }
        return image.isPending() ? Progress.UNDER_WAY : Progress.CONTESTED;
    }
}
