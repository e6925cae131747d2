using System.Text.Json.Nodes;

namespace EdgeDaemon.TestKit.Hub;

/// <summary>The short names that Home Assistant takes for the keys of a discovery message, as far as the validator knows the long ones.</summary>
public static class HubAbbreviations
{
    private static readonly Dictionary<string, string> Root = Read("""
        dev=device o=origin cmps=components
        """);

    private static readonly Dictionary<string, string> Device = Read("""
        ids=identifiers cns=connections mf=manufacturer mdl=model mdl_id=model_id hw=hw_version sw=sw_version sn=serial_number
        sa=suggested_area cu=configuration_url
        """);

    private static readonly Dictionary<string, string> Origin = Read("""
        sw=sw_version url=support_url
        """);

    private static readonly Dictionary<string, string> Component = Read("""
        p=platform uniq_id=unique_id def_ent_id=default_entity_id ent_cat=entity_category en=enabled_by_default ic=icon
        e=encoding ent_pic=entity_picture json_attr_t=json_attributes_topic json_attr_tpl=json_attributes_template
        avty=availability avty_t=availability_topic avty_mode=availability_mode avty_tpl=availability_template
        pl_avail=payload_available pl_not_avail=payload_not_available stat_t=state_topic cmd_t=command_topic
        cmd_tpl=command_template val_tpl=value_template dev_cla=device_class stat_cla=state_class
        unit_of_meas=unit_of_measurement sug_dsp_prc=suggested_display_precision ops=options opt=optimistic ret=retain
        evt_typ=event_types pl_on=payload_on pl_off=payload_off pl_prs=payload_press pl_rst=payload_reset stat_on=state_on
        stat_off=state_off exp_aft=expire_after off_dly=off_delay frc_upd=force_update lrst_val_tpl=last_reset_value_template
        """);

    private static readonly Dictionary<string, string> Availability = Read("""
        t=topic val_tpl=value_template pl_avail=payload_available pl_not_avail=payload_not_available
        """);

    /// <summary>The message with every key in full; a key that stands there twice, short and in full, stays twice as <c>KEY (again)</c>.</summary>
    public static JsonObject Expand(JsonObject message)
    {
        var root = Rename(message, Root, Component);
        if (root["device"] is JsonObject device)
            root["device"] = Rename(device, Device);
        if (root["origin"] is JsonObject origin)
            root["origin"] = Rename(origin, Origin);
        ExpandAvailability(root);
        if (root["components"] is not JsonObject components)
            return root;
        foreach (var (id, component) in components.ToArray())
        {
            if (component is not JsonObject keys)
                continue;
            var full = Rename(keys, Component);
            ExpandAvailability(full);
            components[id] = full;
        }

        return root;
    }

    private static Dictionary<string, string> Read(string pairs) =>
        pairs.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);

    private static void ExpandAvailability(JsonObject owner)
    {
        if (owner["availability"] is JsonArray topics)
            owner["availability"] = new JsonArray([.. topics.Select(t => t is JsonObject keys ? Rename(keys, Availability) : t?.DeepClone())]);
    }

    private static JsonObject Rename(JsonObject from, params Dictionary<string, string>[] names)
    {
        var to = new JsonObject();
        foreach (var (key, value) in from)
        {
            var full = names.Select(n => n.GetValueOrDefault(key)).FirstOrDefault(n => n is not null) ?? key;
            to.Add(to.ContainsKey(full) ? $"{full} (again)" : full, value?.DeepClone());
        }

        return to;
    }
}
