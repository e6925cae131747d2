namespace EdgeDaemon.Vision.Tracking;

/// <summary>
/// A Kalman filter for one number that changes at a nearly constant rate (white noise acceleration; Bar-Shalom, Li and Kirubarajan,
/// "Estimation with Applications to Tracking and Navigation", 2001, section 6.2). Of the eight-dimensional state that SORT and
/// ByteTrack use, each coordinate is independent of the others, so that four of these are the same filter.
/// </summary>
internal struct AxisFilter
{
    private float _positionVariance;
    private float _covariance;
    private float _velocityVariance;

    /// <summary>The estimate.</summary>
    public float Position { get; private set; }

    /// <summary>Its change per second.</summary>
    public float Velocity { get; private set; }

    /// <summary>Begins with a first measurement and an unknown rate.</summary>
    public static AxisFilter Start(float position, float positionSigma, float velocitySigma) => new()
    {
        Position = position,
        _positionVariance = positionSigma * positionSigma,
        _velocityVariance = velocitySigma * velocitySigma,
    };

    /// <summary>Lets time pass.</summary>
    /// <param name="seconds">0 or more.</param>
    /// <param name="accelerationSigma">How much the rate may change, per second squared.</param>
    public void Predict(float seconds, float accelerationSigma)
    {
        var (square, variance) = (seconds * seconds, accelerationSigma * accelerationSigma);
        Position += Velocity * seconds;
        _positionVariance += (seconds * ((2 * _covariance) + (seconds * _velocityVariance))) + (variance * square * square / 4);
        _covariance += (seconds * _velocityVariance) + (variance * square * seconds / 2);
        _velocityVariance += variance * square;
    }

    /// <summary>Takes a measurement in.</summary>
    public void Update(float measured, float measurementSigma)
    {
        var sum = _positionVariance + (measurementSigma * measurementSigma);
        var (positionGain, velocityGain) = (_positionVariance / sum, _covariance / sum);
        var error = measured - Position;
        Position += positionGain * error;
        Velocity += velocityGain * error;
        _velocityVariance -= velocityGain * _covariance;
        _covariance *= 1 - positionGain;
        _positionVariance *= 1 - positionGain;
    }

    /// <summary>Stands still from here on, until the next measurement.</summary>
    public void Halt() => Velocity = 0;
}
