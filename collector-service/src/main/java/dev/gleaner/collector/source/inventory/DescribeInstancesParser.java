package dev.gleaner.collector.source.inventory;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.gleaner.collector.source.InvalidInputException;
import dev.gleaner.contracts.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesResponse;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.Reservation;

/**
 * Parses output of {@code aws ec2 describe-instances}, completely or not at all: instances missing from a partial
 * listing would appear not to exist.
 */
final class DescribeInstancesParser {

    /** Maps the SDK's classes by the names of the API, which the AWS CLI prints. */
    private static final ObjectMapper MAPPER = Json.mapper()
            .copy()
            .setPropertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
            .setDefaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
    private static final Pattern INSTANCE = Pattern.compile("i-[0-9a-f]+");

    /** A zone is its region and a letter; local and wavelength zones have a location between the two. */
    private static final Pattern ZONE = Pattern.compile("((?:[a-z]+-)+?\\d+)(?:[a-z]|-[a-z0-9-]+)");

    private DescribeInstancesParser() {}

    /** All instances. */
    static List<RecordedInstance> read(byte[] json) throws InvalidInputException {
        DescribeInstancesResponse answer = parse(json);
        if (!answer.hasReservations()) {
            throw new InvalidInputException("there are no Reservations in it");
        }
        if (answer.nextToken() != null) {
            throw new InvalidInputException("it is one page of several (NextToken)");
        }
        List<RecordedInstance> instances = new ArrayList<>();
        for (Reservation reservation : answer.reservations()) {
            for (Instance instance : reservation.instances()) {
                instances.add(new RecordedInstance(account(reservation), region(instance), checked(instance)));
            }
        }
        return instances;
    }

    private static DescribeInstancesResponse parse(byte[] json) throws InvalidInputException {
        try {
            DescribeInstancesResponse.Builder answer =
                    MAPPER.readValue(json, DescribeInstancesResponse.serializableBuilderClass());
            if (answer == null) {
                throw new InvalidInputException("it is empty");
            }
            return answer.build();
        } catch (JsonProcessingException e) {
            throw new InvalidInputException("not the JSON of DescribeInstances" + at(e.getLocation()));
        } catch (IOException e) {
            throw new InvalidInputException("not JSON: " + e.getMessage());
        }
    }

    /** Jackson's own message would contain the content, which must not be logged. */
    private static String at(@Nullable JsonLocation place) {
        return place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
    }

    private static String account(Reservation reservation) throws InvalidInputException {
        return matching(ACCOUNT, "OwnerId", reservation.ownerId()).group();
    }

    private static String region(Instance instance) throws InvalidInputException {
        String zone = instance.placement() == null ? null : instance.placement().availabilityZone();
        return matching(ZONE, "AvailabilityZone", zone).group(1);
    }

    private static Instance checked(Instance instance) throws InvalidInputException {
        matching(INSTANCE, "InstanceId", instance.instanceId());
        if (instance.tags().stream().anyMatch(tag -> tag.key() == null)) {
            throw new InvalidInputException(instance.instanceId() + " has a tag without Key");
        }
        return instance;
    }

    private static Matcher matching(Pattern form, String field, @Nullable String value) throws InvalidInputException {
        Matcher matcher = form.matcher(value == null ? "" : value);
        if (!matcher.matches()) {
            throw new InvalidInputException("an instance has no " + field + " of the form " + form);
        }
        return matcher;
    }

    /** A recorded instance with its account and region. */
    record RecordedInstance(String account, String region, Instance instance) {}
}
