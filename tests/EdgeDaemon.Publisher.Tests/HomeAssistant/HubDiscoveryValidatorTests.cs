using System.Text.Json.Nodes;
using EdgeDaemon.TestKit.Hub;

namespace EdgeDaemon.Publisher.Tests.HomeAssistant;

/// <summary>A judge that accepts everything would prove nothing: each rule turns down what breaks it.</summary>
public sealed class HubDiscoveryValidatorTests
{
    private const string Good = """
        {"device":{"identifiers":["d"],"name":"d"},"origin":{"name":"o"},"availability":[{"topic":"d/availability"}],"qos":1,
         "components":{
           "a":{"platform":"sensor","unique_id":"a","default_entity_id":"sensor.a","state_topic":"d/a","value_template":"{{ value }}","device_class":"duration","unit_of_measurement":"ms","state_class":"measurement"},
           "b":{"platform":"binary_sensor","unique_id":"b","default_entity_id":"binary_sensor.b","state_topic":"d/b","availability":[{"topic":"d/x"},{"topic":"d/y","value_template":"{{ value }}"}],"availability_mode":"all"},
           "c":{"platform":"event","unique_id":"c","state_topic":"d/c","event_types":["start"]},
           "e":{"platform":"button","unique_id":"e","command_topic":"d/e"},
           "gone":{"platform":"number"}}}
        """;

    private const string Abbreviated = """
        {"dev":{"ids":["d"],"name":"d"},"o":{"name":"o"},"avty":[{"t":"d/availability"}],"qos":1,
         "cmps":{
           "a":{"p":"sensor","uniq_id":"a","def_ent_id":"sensor.a","stat_t":"d/a","val_tpl":"{{ value }}","dev_cla":"duration","unit_of_meas":"ms","stat_cla":"measurement"},
           "e":{"p":"button","uniq_id":"e","cmd_t":"d/e","pl_prs":"{}"}}}
        """;

    [Theory]
    [InlineData(Good)]
    [InlineData(Abbreviated)]
    public void Faults_WhatTheRulesAllow_None(string message) => Assert.Empty(HubDiscoveryValidator.Faults(JsonNode.Parse(message)!));

    [Theory]
    [InlineData("\"identifiers\":[\"d\"],", "", "neither identifiers nor connections")]
    [InlineData("\"origin\":{\"name\":\"o\"},", "", "origin has no name")]
    [InlineData("\"qos\":1", "\"colour\":1", "unknown key 'colour'")]
    [InlineData("\"state_topic\":\"d/a\",", "", "'state_topic' is missing")]
    [InlineData("\"unique_id\":\"a\",", "", "'unique_id' is missing")]
    [InlineData("\"unique_id\":\"b\"", "\"unique_id\":\"a\"", "unique_id 'a' twice")]
    [InlineData("\"command_topic\":\"d/e\"", "\"command_topic\":\"d/#\"", "'d/#' is not a topic")]
    [InlineData("\"command_topic\":\"d/e\"", "\"command_topic\":\"d/e\",\"state_topic\":\"d/e\"", "not known to button")]
    [InlineData("\"platform\":\"button\"", "\"platform\":\"knob\"", "platform 'knob'")]
    [InlineData("binary_sensor.b", "sensor.b", "not of platform")]
    [InlineData("\"availability_mode\":\"all\"", "\"availability_mode\":\"latest\"", "mode is not 'all'")]
    [InlineData("[\"start\"]", "[]", "an event without types")]
    [InlineData("\"ms\"", "\"furlong\"", "unit 'furlong'")]
    [InlineData("\"device_class\":\"duration\"", "\"device_class\":\"enum\"", "an enum without options")]
    [InlineData("\"device_class\":\"duration\"", "\"device_class\":\"speed of light\"", "device class 'speed of light'")]
    [InlineData("\"measurement\"", "\"sometimes\"", "state class 'sometimes'")]
    [InlineData("\"{{ value }}\",\"device_class\"", "\"{{ value\",\"device_class\"", "not a whole template")]
    [InlineData("\"state_topic\":\"d/b\"", "\"state_topic\":\"d/b\",\"stat_t\":\"d/b\"", "(again)")]
    public void Faults_OneRuleBroken_IsNamed(string from, string to, string expected)
    {
        var broken = Good.Replace(from, to, StringComparison.Ordinal);
        Assert.NotEqual(Good, broken);

        Assert.Contains(HubDiscoveryValidator.Faults(JsonNode.Parse(broken)!), fault => fault.Contains(expected, StringComparison.Ordinal));
    }
}
